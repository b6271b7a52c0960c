#include "runtime/token/facts.h"

#include <fmt/core.h>

#include <cstdlib>

#include "crypto/jwt.h"
#include "runtime/token/file.h"

namespace runtime {
namespace {

std::vector<std::string> audiences_of(const json::Value& claims) {
  const json::Value* aud = claims.find("aud");
  if (aud && aud->is_string()) return {aud->as_string()};
  return claims.strings_at("aud");
}

}  // namespace

int64_t TokenFacts::life_s() const {
  return base::to_seconds(expires) - base::to_seconds(issued);
}

bool TokenFacts::is_due(base::Time now) const {
  return now >= TokenLife{issued, expires}.due();
}

base::Result<TokenFacts> read_token_facts(const std::string& token_folder) {
  return parse_token_facts(TRY(read_token(token_folder)));
}

base::Result<TokenFacts> parse_token_facts(std::string_view token) {
  crypto::Jwt jwt = TRY(crypto::parse_jwt(token));
  auto life = token_life(token);
  if (!life) return base::fail(base::ErrorKind::invalid, "the token does not say when it expires");
  return TokenFacts{jwt.kid,
                    std::string(jwt.claims.string_or("iss", "")),
                    std::string(jwt.claims.string_or("sub", "")),
                    audiences_of(jwt.claims),
                    life->issued,
                    life->expires,
                    jwt.claims};
}

std::string life_text(int64_t seconds) {
  if (seconds >= 3600 && seconds % 3600 == 0) return fmt::format("{} h", seconds / 3600);
  if (seconds >= 60 && seconds % 60 == 0) return fmt::format("{} min", seconds / 60);
  return fmt::format("{} s", seconds);
}

std::string expiry_text(base::Time expires, base::Time now) {
  int64_t seconds = std::llabs(base::to_seconds(expires) - base::to_seconds(now));
  std::string length = seconds >= 3600 ? fmt::format("{} h {} min", seconds / 3600, seconds / 60 % 60)
                       : seconds >= 60 ? fmt::format("{} min", seconds / 60)
                                       : fmt::format("{} s", seconds);
  return expires > now ? "in " + length : length + " ago";
}

}  // namespace runtime

// A token in the first line, a key set behind it. Both are either refused or mean one thing only: a token
// that is read is, byte for byte, what its parts encode to; a key set survives its own JSON; and of a valid
// signature every bit counts.
#include <cstdlib>

#include "base/encoding.h"
#include "crypto/jwt.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  size_t line = std::min(input.find('\n'), input.size());
  std::string_view token = input.substr(0, line);
  auto jwt = crypto::parse_jwt(token);
  if (jwt) require(jwt->signed_part + "." + base::base64url(jwt->signature) == token);

  auto jwks = crypto::parse_jwks(input.substr(std::min(line + 1, input.size())));
  if (!jwks) return 0;
  std::string text = json::dump(crypto::to_json(*jwks));
  auto again = crypto::parse_jwks(text);
  require(again && json::dump(crypto::to_json(*again)) == text);

  if (!jwt || crypto::check_signature(*jwt, *jwks) != crypto::SignatureCheck::valid) return 0;
  jwt->signature[size % jwt->signature.size()] ^= static_cast<char>(1 << (size % 8));
  require(crypto::check_signature(*jwt, *jwks) == crypto::SignatureCheck::invalid);
  return 0;
}

// What a service-account token says of itself. Read to compare and to show, never to believe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"

namespace runtime {

struct TokenFacts {
  std::string key_id;
  std::string issuer;
  std::string subject;
  std::vector<std::string> audiences;
  base::Time issued;
  base::Time expires;
  json::Value claims;

  int64_t life_s() const;
  bool is_due(base::Time now) const;  // to be replaced (TokenLife)
};

// invalid: it is no JWT.
base::Result<TokenFacts> parse_token_facts(std::string_view token);
// Errors: not_found, io, or invalid where it is no JWT.
base::Result<TokenFacts> read_token_facts(const std::string& token_folder);

std::string life_text(int64_t seconds);                       // `24 h`, `10 min`, `45 s`
std::string expiry_text(base::Time expires, base::Time now);  // `in 23 h 59 min`, `3 min ago`

}  // namespace runtime

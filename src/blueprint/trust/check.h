// Does a role's trust policy let a token in? And if not: which value differs, from which expectation?
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace blueprint {

// What STS would ask of the trust policy for one token.
struct TrustQuestion {
  std::string role_arn;
  std::string provider_arn;
  std::string issuer_key;
  std::string subject;
  std::string audience;
};

struct TrustAnswer {
  bool allowed = false;
  // For a deny, the statement that comes nearest: each element that does not fit, with what it expects and
  // what is there.
  std::vector<std::string> differences;
};

// invalid: the document is no trust policy. The evaluator of src/policy decides, also on each condition by itself.
base::Result<TrustAnswer> check_trust(const json::Value& document, const TrustQuestion& question);

}  // namespace blueprint

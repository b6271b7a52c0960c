// How AWS answers a call that would store a document.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "policy/policy.h"

namespace policy {

// `code` is IAM's, or S3's for a resource policy: LimitExceeded, MalformedPolicyDocument, MalformedPolicy;
// the message is AWS's own.
struct Refusal {
  std::string code, message;
};

// nullopt: it stores it.
std::optional<Refusal> refusal(std::string_view json, Kind kind);

}  // namespace policy

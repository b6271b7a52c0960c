// Key policies: who may use and who may manage a key. An IAM policy counts only where the key's policy lets the account
// decide.
//
// Source: AWS KMS Developer Guide, "Key policies in AWS KMS", "Default key policy"; API Reference, PutKeyPolicy.
#pragma once

#include <string>

#include "account/call/operation.h"
#include "services/policy_principals.h"

namespace account::kms {

inline constexpr std::string_view kPolicyName = "default";  // the only one that a key has

std::string default_policy(const State& owner);
// The policy that the call gives, as it is kept. Errors: MalformedPolicyDocumentException, also for one that would not
// let the caller change it again; LimitExceededException.
aws::Result<KeptPolicy> take_policy(const Call& call, const std::string& text);

}  // namespace account::kms

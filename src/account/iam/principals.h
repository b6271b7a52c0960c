// What only those that may act have: permissions boundaries and trust policies (users and roles), and the
// rule that nothing is deleted while policies hang on it.
#pragma once

#include "account/iam/entities.h"

namespace account::iam {

// Adds iam:PermissionsBoundary of the call, or of the entity as it is, to the question.
void ask_boundary(const Call& call, Question& question);
// PermissionsBoundary of the call into the record: NoSuchEntity if there is no such policy.
aws::Result<void> take_boundary(Call& call, json::Value& record);
// PermissionsBoundary of the record into an answer.
void add_boundary(const json::Value& record, json::Value& shown);

// MalformedPolicyDocument also for a principal that an account of this server does not have.
aws::Result<void> check_trust_policy(const std::string& text, const State& state);

// DeleteConflict while inline or attached policies are left.
aws::Result<void> check_no_policies(const json::Value& record);

}  // namespace account::iam

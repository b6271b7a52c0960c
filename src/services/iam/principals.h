// What only those that may act have: permissions boundaries and trust policies (users and roles), and the
// rule that nothing is deleted while policies hang on it.
#pragma once

#include "services/iam/entities.h"

namespace account::iam {

// iam:PermissionsBoundary, for the actions that have this key (Service Authorization Reference, IAM): of the
// call, and of the record as it is now.
void new_boundary(const Call& call, const json::Value* record, policy::Context& context);
void present_boundary(const Call& call, const json::Value* record, policy::Context& context);

// PermissionsBoundary of the call into the record: NoSuchEntity if there is no such policy.
aws::Result<void> take_boundary(Call& call, json::Value& record);
// PermissionsBoundary of the record into an answer.
void add_boundary(const json::Value& record, json::Value& shown);

// MalformedPolicyDocument also for a principal that an account of this server does not have.
aws::Result<void> check_trust_policy(const std::string& text, const State& state);

// UnmodifiableEntity: a service-linked role, which only its service changes.
aws::Result<void> check_modifiable(const json::Value& record);

// From now on trust policies name the id of a user or role that is deleted: one of the same name is another
// (IAM User Guide, "AWS JSON policy elements: Principal").
void forget_principal(State& state, std::string_view arn, std::string_view id);

// DeleteConflict while inline or attached policies are left.
aws::Result<void> check_no_policies(const json::Value& record);

}  // namespace account::iam

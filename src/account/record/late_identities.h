// Identities as they are seen elsewhere than in IAM: by who decides about calls, gives sessions, uses roles, or names
// one in a policy (lateness.h). Without windows they are what is in the store.
#pragma once

#include "account/record/identities.h"
#include "account/record/lateness.h"

namespace account {

std::optional<json::Value> seen_user(const State& account, std::string_view name);
std::optional<json::Value> seen_group(const State& account, std::string_view name);
// By ARN, whose path must be right too.
std::optional<json::Value> seen_role(const State& account, std::string_view arn);

}  // namespace account

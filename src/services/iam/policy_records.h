// Managed policies of the account and of AWS as records of one form (identities.h), and who uses them.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "aws/model/managed_policies.h"
#include "services/iam/entities.h"

namespace account::iam {

// A policy of AWS as a record with one version.
json::Value managed_record(const aws::ManagedPolicy& managed);

// How often each policy is attached, and how often it is somebody's boundary.
struct PolicyUses {
  std::map<std::string, int64_t, std::less<>> attached;
  std::map<std::string, int64_t, std::less<>> boundaries;
};
PolicyUses count_uses(const State& state);                       // of all policies
PolicyUses uses_of(const State& state, const std::string& arn);  // of one

// The Policy structure of answers.
json::Value view_policy(const json::Value& record, const PolicyUses& uses);

}  // namespace account::iam

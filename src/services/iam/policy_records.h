// Managed policies of the account and of AWS as records of one form (identities.h), and who uses them.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "aws/model/managed_policies.h"
#include "services/iam/entities.h"

namespace account::iam {

tl::unexpected<aws::Error> no_such_policy(std::string_view arn);

// A policy of AWS as a record with one version.
json::Value managed_record(const aws::ManagedPolicy& managed);
// Of the account or of AWS; NoSuchEntity.
aws::Result<json::Value> require_policy(const State& state, std::string_view arn);

// How often each policy is attached, and how often it is somebody's boundary.
struct PolicyUses {
  std::map<std::string, int64_t, std::less<>> attached;
  std::map<std::string, int64_t, std::less<>> boundaries;
};
PolicyUses count_uses(const State& state);

// The Policy structure of answers.
json::Value view_policy(const json::Value& record, const PolicyUses& uses);

}  // namespace account::iam

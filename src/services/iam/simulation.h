// The policies that a simulation asks: those that a call brings, and those that a principal has.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "policy/decide/compiled.h"
#include "services/iam/entities.h"
#include "services/iam/policy_exclusions.h"

namespace account::iam {

// A policy, and what an answer says of it: PolicyInputList.1, an ARN, or user_alice_mine.
struct SimulatedPolicy {
  policy::PolicyPtr policy;  // its name is the id that the answer shows
  std::string type;          // user, group, role, aws-managed, user-managed, none
  std::string text;
};

class SimulatedPolicies {
 public:
  // Documents of the call's list MEMBER. InvalidInput names the one that cannot be read.
  aws::Result<void> add_input(const std::vector<std::string>& documents, std::string_view member,
                              policy::Kind kind);
  // What add_principal() leaves out from now on.
  void exclude(PolicyExclusions exclusions) { exclusions_ = std::move(exclusions); }
  // The policies of a user with its groups, a group, or a role. NoSuchEntity.
  aws::Result<json::Value> add_principal(const State& state, const std::string& arn);
  aws::Result<void> add_managed(const State& state, const std::string& arn, policy::Kind kind);

  std::vector<policy::PolicyPtr> all() const;
  const SimulatedPolicy* find(const policy::PolicyPtr& policy) const;
  std::vector<std::string> context_keys() const;

 private:
  aws::Result<void> add(const std::string& text, policy::Kind kind, std::string id, std::string type);
  aws::Result<void> add_of(const State& state, const json::Value& entity, std::string_view type,
                           std::string_view name_member);

  std::vector<SimulatedPolicy> list_;
  PolicyExclusions exclusions_;
};

}  // namespace account::iam

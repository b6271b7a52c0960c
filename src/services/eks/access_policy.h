// EKS's access policies: what their rules allow, and where (access_policies.yaml; Amazon EKS User Guide,
// "Associate access policies with access entries").
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace account::eks {

inline constexpr std::string_view kClusterAdminPolicy =
    "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy";

// What somebody wants to do, as a SubjectAccessReview says it.
struct AccessAttempt {
  bool resource = true;    // false: `path` is asked for
  std::string name_space;  // empty: of the whole cluster
  std::string verb;
  std::string group;
  std::string name;  // resource or resource/subresource
  std::string path;
};

// The names of all policies, sorted.
std::vector<std::string> access_policy_names();
std::string access_policy_arn(std::string_view name);
// Empty: there is none of that ARN.
std::string access_policy_name(std::string_view arn);

bool access_policy_allows(std::string_view arn, const AccessAttempt& attempt);

// A namespace of a scope may hold `*` for any characters.
bool in_namespace_scope(std::string_view pattern, std::string_view name_space);

}  // namespace account::eks

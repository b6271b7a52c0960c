#include "platform/resources/identity_check.h"

#include <fmt/core.h>

#include <algorithm>

#include "blueprint/trust/check.h"
#include "blueprint/trust/names.h"
#include "blueprint/trust/policy.h"

namespace platform {
namespace {

using json::Value;

base::Status check_provider(const blueprint::ClusterTarget& cluster, std::vector<std::string>& warnings) {
  auto provider = TRY(find(*cluster.cloud, "iam", "GetOpenIDConnectProvider",
                           json::Object{{"OpenIDConnectProviderArn", cluster.provider_arn()}}));
  if (!provider) {
    warnings.push_back(
        fmt::format("account {} has no identity provider for {}", cluster.account_id, cluster.issuer));
    return {};
  }
  const Value* ids = provider->find("ClientIDList");
  bool listed = ids && ids->is_array() &&
                std::find(ids->as_array().begin(), ids->as_array().end(), Value(blueprint::kStsAudience)) !=
                    ids->as_array().end();
  if (!listed)
    warnings.push_back(fmt::format("the identity provider lacks the audience {}", blueprint::kStsAudience));
  return {};
}

}  // namespace

base::Status check_role_made_by_hand(const EnvironmentTarget& target, const Service& service,
                                     std::vector<std::string>& warnings) {
  const blueprint::ClusterTarget& cluster = *target.cluster;
  const Permissions& permissions = *service.permissions;
  if (std::string other = blueprint::account_of(permissions.role_arn); other != cluster.account_id) {
    warnings.push_back(fmt::format(
        "{}: the role is account {}'s, which cannot be looked into from here: it needs an identity "
        "provider for {} and must let system:serviceaccount:{}:{} in",
        service.name, other, cluster.issuer.empty() ? "the cluster's issuer" : cluster.issuer,
        target.state.namespace_name, permissions.service_account));
    return {};
  }
  auto answer = TRY(find(*cluster.cloud, "iam", "GetRole",
                         json::Object{{"RoleName", blueprint::role_name_of(permissions.role_arn)}}));
  const Value* role = answer ? answer->find("Role") : nullptr;
  if (!role || role->string_or("Arn", "") != permissions.role_arn) {
    warnings.push_back(fmt::format("{}: there is no role `{}`", service.name, permissions.role_arn));
    return {};
  }
  if (cluster.issuer.empty()) return {};
  TRY(check_provider(cluster, warnings));
  blueprint::TrustQuestion question{
      permissions.role_arn, cluster.provider_arn(), blueprint::issuer_key(cluster.issuer),
      fmt::format("system:serviceaccount:{}:{}", target.state.namespace_name, permissions.service_account),
      std::string(blueprint::kStsAudience)};
  auto trust = blueprint::check_trust(
      blueprint::read_policy_document(role->string_or("AssumeRolePolicyDocument", "")), question);
  if (!trust) {
    warnings.push_back(fmt::format("{}: the role's trust policy: {}", service.name, trust.error().message));
    return {};
  }
  for (const std::string& difference : trust->differences) {
    warnings.push_back(fmt::format("{}: the role's trust policy: {}", service.name, difference));
  }
  return {};
}

}  // namespace platform

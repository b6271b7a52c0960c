#include "platform/command/clone.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "blueprint/trust/check.h"
#include "blueprint/trust/names.h"
#include "blueprint/trust/policy.h"
#include "platform/state/specification.h"

namespace platform {
namespace {

using base::ErrorKind;

base::Status check_name(const std::string& name) {
  bool has_letter = std::any_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c); });
  if (has_letter && name.size() <= 64 && name.find('/') == std::string::npos) return {};
  return tl::unexpected(base::Error{ErrorKind::invalid,
                                    fmt::format("`{}` is no name for an environment", name),
                                    "at most 64 characters, a letter or digit among them, and no `/`"});
}

// A role that exists: may the service account of another namespace take it? What keeps it from that; empty:
// it may.
base::Result<std::string> trust_obstacle(const blueprint::ClusterTarget& cluster, const std::string& role_arn,
                                         const std::string& namespace_name,
                                         const std::string& service_account) {
  if (blueprint::account_of(role_arn) != cluster.account_id)
    return "";  // another account's: not ours to read
  auto answer = TRY(
      find(*cluster.cloud, "iam", "GetRole", json::Object{{"RoleName", blueprint::role_name_of(role_arn)}}));
  const json::Value* role = answer ? answer->find("Role") : nullptr;
  if (!role) return fmt::format("there is no role `{}`", role_arn);
  blueprint::TrustQuestion question{
      role_arn, cluster.provider_arn(), blueprint::issuer_key(cluster.issuer),
      fmt::format("system:serviceaccount:{}:{}", namespace_name, service_account),
      std::string(blueprint::kStsAudience)};
  blueprint::TrustAnswer trust = TRY(blueprint::check_trust(
      blueprint::read_policy_document(role->string_or("AssumeRolePolicyDocument", "")), question));
  if (trust.allowed) return "";
  return fmt::format("the trust policy of {} lets no other namespace in: {}",
                     blueprint::role_name_of(role_arn), base::join(trust.differences, "; "));
}

// Why this service could not keep its role in the clone, and what mends it; empty: it can.
base::Result<std::string> obstacle(const Service& service, const EnvironmentState& source,
                                   blueprint::ClusterTarget& cluster, const std::string& namespace_name,
                                   const Platform& platform) {
  if (service.permissions && service.permissions->makes_role()) {
    if (service.permissions->scope == RoleScope::cluster) return "";
    return fmt::format(
        "{}: its role is for this environment alone (`scope: environment`); set `scope: cluster` and run "
        "`slipway up`",
        service.name);
  }
  std::string account = service.named_service_account;
  std::string role;
  if (service.permissions) {
    account = service.permissions->service_account;
    role = service.permissions->role_arn;
  } else if (!account.empty()) {
    blueprint::ClusterApi* api = TRY(cluster.api(platform.connections));
    auto found = TRY(api->find_service_account(source.namespace_name, account));
    if (found) role = found->role_arn();
  }
  if (role.empty()) return "";
  std::string why = TRY(trust_obstacle(cluster, role, namespace_name, account));
  if (why.empty()) return "";
  return fmt::format("{}: {}; let it use StringLike with `system:serviceaccount:z*:{}`", service.name, why,
                     account);
}

}  // namespace

base::Result<Environment> clone_environment(const EnvironmentState& source, const std::string& name,
                                            const Platform& platform) {
  TRY(check_name(name));
  for (const EnvironmentState& each : TRY(platform.files.load_environments())) {
    bool same = each.organization == source.organization && each.project == source.project &&
                base::slug(each.name, 64) == base::slug(name, 64);
    if (same) return base::fail(ErrorKind::conflict, "there is an environment `{}` already", each.title());
  }
  Environment clone = TRY(load_specification(platform.home, source.namespace_name));
  clone.name = name;
  auto cluster = TRY(blueprint::open_target(source.organization, source.cluster, true, platform.connections,
                                            platform.progress));
  // Any namespace but the source's: what the clone's will be is not known yet.
  std::string another = blueprint::namespace_name(platform.random.uuid(), name);
  std::vector<std::string> obstacles;
  for (const Service& service : clone.services) {
    std::string why = TRY(obstacle(service, source, *cluster, another, platform));
    if (!why.empty()) obstacles.push_back(why);
  }
  if (obstacles.empty()) return clone;
  return base::fail(ErrorKind::denied,
                    "`{}` cannot be cloned, since not every role would work in the clone\n    {}",
                    source.title(), base::join(obstacles, "\n    "));
}

}  // namespace platform

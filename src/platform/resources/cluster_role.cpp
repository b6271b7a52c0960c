#include "platform/resources/cluster_role.h"

#include <fmt/core.h>

#include "base/arn.h"
#include "blueprint/cloud/cloud_caller.h"
#include "blueprint/kinds/kinds.h"
#include "blueprint/trust/names.h"
#include "blueprint/trust/policy.h"
#include "engine/keep/memory_keep.h"

namespace platform {
namespace {

using json::Value;

// A role of which nothing is remembered.
struct RoleAlone {
  RoleAlone(const ClusterTarget& target, const Platform& platform)
      : keep(platform.clock),
        caller(*target.cloud),
        run(keep, caller,
            settings_for(target, "cluster",
                         [&](const std::string& address) {
                           return role_words(blueprint::cluster_role_name(target.cluster.name),
                                             kClusterRoleAt, address);
                         }),
            platform.run_world()) {}

  engine::MemoryKeep keep;
  blueprint::CloudCaller caller;
  engine::Run run;
};

}  // namespace

std::string cluster_role_arn(const ClusterTarget& target) {
  return base::iam_arn(
      base::AccountId(target.account_id),
      fmt::format("role{}{}", blueprint::kRolePath, blueprint::cluster_role_name(target.cluster.name)));
}

blueprint::Marks marks_of_cluster_start() {
  return {{"made-by", "slipway cluster start"}};
}

DesiredRole cluster_role(const ClusterTarget& target, const blueprint::Marks& tags) {
  DesiredRole role;
  role.address = kClusterRoleAt;
  role.name = blueprint::cluster_role_name(target.cluster.name);
  role.description = fmt::format("Amazon EKS cluster {}, made by Slipway", target.cluster.name);
  role.trust = blueprint::cluster_trust_policy();
  role.policies = {std::string(kClusterPolicy)};
  role.tags = tags;
  return role;
}

base::Status make_cluster_role(ClusterTarget& target, const blueprint::Marks& tags,
                               const Platform& platform) {
  RoleAlone alone(target, platform);
  TRY(alone.run.plan(resources_of(cluster_role(target, tags), connection_of(target.cluster)), {}));
  return alone.run.apply("slipway cluster start");
}

base::Status remove_cluster_role(ClusterTarget& target, const blueprint::Marks& tags,
                                 const Platform& platform) {
  RoleAlone alone(target, platform);
  DesiredRole role = cluster_role(target, tags);
  role.policies.clear();  // whatever it has goes with it
  TRY(alone.run.plan(resources_of(role, connection_of(target.cluster)), {}));
  if (alone.run.change(kClusterRoleAt) == engine::Change::make) return {};
  TRY(alone.run.apply("slipway cluster stop"));
  TRY(alone.run.plan({}, {}));
  return alone.run.apply("slipway cluster stop");
}

base::Result<std::optional<blueprint::Marks>> tags_of_cluster_role(blueprint::Cloud& cloud,
                                                                   const Cluster& cluster) {
  auto answer = TRY(
      find(cloud, "iam", "GetRole", json::Object{{"RoleName", blueprint::cluster_role_name(cluster.name)}}));
  const Value* role = answer ? answer->find("Role") : nullptr;
  blueprint::Marks found = blueprint::marks_of(role ? role->find("Tags") : nullptr);
  if (blueprint::judge(found, marks_of_cluster_start()) == blueprint::Ownership::ours)
    return std::optional(marks_of_cluster_start());
  blueprint::Marks wanted = ClusterTarget(found["slipway:organization"], cluster).owner().tags();
  bool ours = wanted.contains("slipway:organization") &&
              blueprint::judge(found, wanted) == blueprint::Ownership::ours;
  return ours ? std::optional(wanted) : std::nullopt;
}

json::Value new_cluster(const ClusterTarget& target, const blueprint::Marks& tags) {
  engine::Subject subject;
  subject.desired = blueprint::desired_eks_cluster(target.cluster.name, cluster_role_arn(target), tags);
  return blueprint::eks_cluster_kind().create(subject).input;
}

}  // namespace platform

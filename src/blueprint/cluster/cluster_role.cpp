#include "blueprint/cluster/cluster_role.h"

#include <fmt/core.h>

#include "base/arn.h"
#include "blueprint/cloud/cloud_caller.h"
#include "blueprint/kinds/kinds.h"
#include "blueprint/trust/names.h"
#include "blueprint/trust/policy.h"
#include "engine/keep/memory_keep.h"

namespace blueprint {
namespace {

using json::Value;

// A role of which nothing is remembered.
struct RoleAlone {
  RoleAlone(const ClusterTarget& target, const engine::RunWorld& world)
      : keep(world.clock),
        caller(*target.cloud),
        run(keep, caller,
            settings_for(target, "cluster",
                         [&](const std::string& address) {
                           return role_words(cluster_role_name(target.cluster.name), kClusterRoleAt, address);
                         }),
            world) {}

  engine::MemoryKeep keep;
  CloudCaller caller;
  engine::Run run;
};

}  // namespace

std::string cluster_role_arn(const ClusterTarget& target) {
  return base::iam_arn(base::AccountId(target.account_id),
                       fmt::format("role{}{}", kRolePath, cluster_role_name(target.cluster.name)));
}

Marks marks_of_cluster_start() {
  return {{"made-by", "slipway cluster start"}};
}

DesiredRole cluster_role(const ClusterTarget& target, const Marks& tags) {
  DesiredRole role;
  role.address = kClusterRoleAt;
  role.name = cluster_role_name(target.cluster.name);
  role.description = fmt::format("Amazon EKS cluster {}, made by Slipway", target.cluster.name);
  role.trust = cluster_trust_policy();
  role.policies = {std::string(kClusterPolicy)};
  role.tags = tags;
  return role;
}

base::Status make_cluster_role(ClusterTarget& target, const Marks& tags, const engine::RunWorld& world) {
  RoleAlone alone(target, world);
  TRY(alone.run.plan(resources_of(cluster_role(target, tags), connection_of(target.cluster)), {}));
  return alone.run.apply("slipway cluster start");
}

base::Status remove_cluster_role(ClusterTarget& target, const Marks& tags, const engine::RunWorld& world) {
  RoleAlone alone(target, world);
  DesiredRole role = cluster_role(target, tags);
  role.policies.clear();  // whatever it has goes with it
  TRY(alone.run.plan(resources_of(role, connection_of(target.cluster)), {}));
  if (alone.run.change(kClusterRoleAt) == engine::Change::make) return {};
  TRY(alone.run.apply("slipway cluster stop"));
  TRY(alone.run.plan({}, {}));
  return alone.run.apply("slipway cluster stop");
}

base::Result<std::optional<Marks>> tags_of_cluster_role(Cloud& cloud, const Cluster& cluster) {
  auto answer =
      TRY(find(cloud, "iam", "GetRole", json::Object{{"RoleName", cluster_role_name(cluster.name)}}));
  const Value* role = answer ? answer->find("Role") : nullptr;
  Marks found = marks_of(role ? role->find("Tags") : nullptr);
  if (judge(found, marks_of_cluster_start()) == Ownership::ours)
    return std::optional(marks_of_cluster_start());
  Marks wanted = ClusterTarget(found["slipway:organization"], cluster).owner().tags();
  bool ours = wanted.contains("slipway:organization") && judge(found, wanted) == Ownership::ours;
  return ours ? std::optional(wanted) : std::nullopt;
}

json::Value new_cluster(const ClusterTarget& target, const Marks& tags) {
  engine::Subject subject;
  subject.desired = desired_eks_cluster(target.cluster.name, cluster_role_arn(target), tags);
  return eks_cluster_kind().create(subject).input;
}

}  // namespace blueprint

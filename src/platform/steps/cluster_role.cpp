#include "platform/steps/cluster_role.h"

#include <fmt/core.h>

#include "platform/trust/names.h"
#include "platform/trust/trust_policy.h"

namespace platform {

Marks marks_of_cluster_start() {
  return {{"made-by", "slipway cluster start"}};
}

DesiredRole cluster_role(const Cluster& cluster, Marks tags) {
  DesiredRole desired;
  desired.name = cluster_role_name(cluster.name);
  desired.description = fmt::format("Amazon EKS cluster {}, made by Slipway", cluster.name);
  desired.trust = cluster_trust_policy;
  desired.policies = {"arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"};
  desired.tags = std::move(tags);
  desired.journal_kind = "cluster-role";
  return desired;
}

base::Result<std::optional<Marks>> tags_of_cluster_role(Cloud& cloud, const Cluster& cluster) {
  Marks found = TRY(role_tags(cloud, cluster_role_name(cluster.name)));
  if (judge(found, marks_of_cluster_start()) == Ownership::ours)
    return std::optional(marks_of_cluster_start());
  Marks wanted = ClusterTarget(found["slipway:organization"], cluster).owner().tags();
  bool ours = wanted.contains("slipway:organization") && judge(found, wanted) == Ownership::ours;
  return ours ? std::optional(wanted) : std::nullopt;
}

}  // namespace platform

#include "platform/steps/cluster_role.h"

#include <fmt/core.h>

#include "platform/trust/names.h"
#include "platform/trust/trust_policy.h"

namespace platform {

Marks marks_of_cluster_start() {
  return {{"made-by", "slipway cluster start"}};
}

RoleWish cluster_role(const Cluster& cluster, Marks tags) {
  RoleWish wish;
  wish.name = cluster_role_name(cluster.name);
  wish.description = fmt::format("Amazon EKS cluster {}, made by Slipway", cluster.name);
  wish.trust = cluster_trust_policy;
  wish.policies = {"arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"};
  wish.tags = std::move(tags);
  wish.journal_kind = "cluster-role";
  return wish;
}

base::Result<std::optional<Marks>> tags_of_cluster_role(Cloud& cloud, const Cluster& cluster) {
  Marks found = TRY(role_tags(cloud, cluster_role_name(cluster.name)));
  if (judge(found, marks_of_cluster_start()) == Ownership::ours)
    return std::optional(marks_of_cluster_start());
  Marks wanted = ClusterSite(found["slipway:organization"], cluster).owner().tags();
  bool ours = wanted.contains("slipway:organization") && judge(found, wanted) == Ownership::ours;
  return ours ? std::optional(wanted) : std::nullopt;
}

}  // namespace platform

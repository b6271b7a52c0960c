#include <algorithm>

#include "blueprint/desired/cluster.h"
#include "blueprint/eks/offers.h"
#include "blueprint/network/zones.h"

namespace blueprint {

constexpr const char* kAgent = "eks-pod-identity-agent";

void add_agent(DesiredCluster& cluster) {
  bool has_agent = std::any_of(cluster.addons.begin(), cluster.addons.end(),
                               [](const Addon& addon) { return addon.name == kAgent; });
  if (cluster.pod_identity && !has_agent) cluster.addons.push_back({kAgent});
}

// CreateRole would refuse it when half of the cluster is made. AWS's own are everywhere, and cost no permission.
base::Status check_boundary(Cloud& cloud, const std::string& arn) {
  if (arn.empty() || arn.find(":iam::aws:policy/") != std::string::npos) return {};
  if (TRY(find(cloud, "iam", "GetPolicy", json::Object{{"PolicyArn", arn}}))) return {};
  return tl::unexpected(base::Error{base::ErrorKind::invalid,
                                    fmt::format("there is no policy `{}` to bound roles with", arn),
                                    "make it first, or name another in `iam: { boundary: ARN }`"});
}

base::Status resolve(Cloud& cloud, DesiredCluster& cluster) {
  if (!cluster.version.empty()) TRY(check_version(cloud, cluster.version));
  TRY(check_boundary(cloud, cluster.iam.boundary));
  std::vector<std::string> types;
  for (const NodeGroup& group : cluster.nodes)
    types.insert(types.end(), group.types.begin(), group.types.end());
  if (!types.empty()) TRY(check_types(cloud, cluster.region, types));
  if (cluster.network.zones.empty() && !cluster.network.is_given())
    cluster.network.zones = TRY(zones_for_cluster(cloud, cluster.region, cluster.zones));
  add_agent(cluster);
  for (Addon& addon : cluster.addons)
    if (addon.version.empty()) addon.version = TRY(version_of_addon(cloud, addon.name, cluster.version));
  return {};
}

}  // namespace blueprint

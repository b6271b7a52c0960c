#include "blueprint/desired/cluster.h"
#include "blueprint/eks/offers.h"
#include "blueprint/network/zones.h"

namespace blueprint {

base::Status resolve(Cloud& cloud, DesiredCluster& cluster) {
  if (cluster.network.zones.empty())
    cluster.network.zones = TRY(zones_for_cluster(cloud, cluster.region, cluster.zones));
  for (Addon& addon : cluster.addons)
    if (addon.version.empty()) addon.version = TRY(version_of_addon(cloud, addon.name, cluster.version));
  return {};
}

}  // namespace blueprint

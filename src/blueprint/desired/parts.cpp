#include "blueprint/desired/parts.h"

namespace blueprint {

Marks tags_of(const DesiredCluster& cluster) {
  Owner owner;
  owner.organization = cluster.organization;
  owner.cluster = fmt::format("{}/{}", cluster.region, cluster.name);
  Marks tags = cluster.tags;
  for (const auto& [key, value] : owner.tags()) tags[key] = value;
  return tags;
}

Network network_of(const DesiredCluster& cluster) {
  Network network = cluster.network;
  network.cluster = cluster.name;
  network.region = cluster.region;
  network.tags = tags_of(cluster);
  return network;
}

EksCluster eks_of(const DesiredCluster& cluster) {
  EksCluster eks;
  eks.name = cluster.name;
  eks.version = cluster.version;
  eks.public_cidrs = cluster.endpoint_public;
  eks.logs = cluster.logs;
  eks.admins = cluster.admins;
  eks.nodes = cluster.nodes;
  eks.tags = tags_of(cluster);
  return eks;
}

}  // namespace blueprint

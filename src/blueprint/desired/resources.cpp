#include "blueprint/desired/cluster.h"
#include "blueprint/desired/parts.h"
#include "blueprint/eks/kinds.h"
#include "blueprint/kinds/kinds.h"
#include "blueprint/network/kinds.h"

namespace blueprint {
namespace {

using engine::Resource;

// What is known outside by its address or id, so that another one in its place is no replacement.
bool is_irreplaceable(const Resource& resource) {
  return resource.kind == kVpc || resource.kind == kAddress;
}

}  // namespace

std::vector<Resource> resources(const DesiredCluster& cluster, const Place& place) {
  Network network = network_of(cluster);
  std::vector<Resource> all = network_resources(network, place.account);
  auto add = [&](std::vector<Resource> more) {
    for (Resource& each : more) all.push_back(std::move(each));
  };
  add(cluster_resources(eks_of(cluster), network, place.account));
  for (Resource& each : all) each.is_protected = cluster.is_protected && is_irreplaceable(each);
  return all;
}

engine::Kinds kinds_of_clusters(const std::string& account_id, base::Milliseconds window) {
  engine::Kinds all = network_kinds(window);
  for (const auto& [name, kind] : eks_kinds(window)) all.emplace(name, kind);
  for (const auto& [name, kind] : kinds_of_account(account_id, window))
    if (kind->name.starts_with("iam-")) all.emplace(name, kind);
  return all;
}

}  // namespace blueprint

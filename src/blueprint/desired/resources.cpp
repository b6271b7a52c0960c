#include "blueprint/desired/cluster.h"
#include "blueprint/desired/parts.h"
#include "blueprint/eks/kinds.h"
#include "blueprint/events/kinds.h"
#include "blueprint/kinds/kinds.h"
#include "blueprint/network/kinds.h"
#include "blueprint/storage/kinds.h"

namespace blueprint {
namespace {

using engine::Resource;

// What is known outside by its address or id, so that another one in its place is no replacement.
bool is_irreplaceable(const Resource& resource) {
  return resource.kind == kVpc || resource.kind == kAddress;
}

// What one part needs of another beyond what it refers to.
void add_needs_across(const ControllerParts& parts, Resource& resource) {
  auto need = [&](std::string address) { resource.needs.push_back(std::move(address)); };
  if (resource.kind == kNodeGroup)
    for (std::string& address : needs_of_nodes(parts)) need(std::move(address));
  if (resource.kind == kFlowLog && parts.flow_logs_days) need(kFlowLogBucketAt);
}

}  // namespace

std::vector<Resource> resources(const DesiredCluster& cluster, const Place& place) {
  Network network = network_of(cluster, place);
  EksCluster eks = eks_of(cluster, place);
  ControllerParts parts = controllers_of(cluster);
  std::vector<Resource> all = network_resources(network, place.account);
  auto add = [&](std::vector<Resource> more) {
    for (Resource& each : more) all.push_back(std::move(each));
  };
  add(cluster_resources(eks, network, place.account));
  add(controller_resources(parts, list_settings(eks, network, place.account)));
  for (Resource& each : all) {
    add_needs_across(parts, each);
    each.is_protected = cluster.is_protected && is_irreplaceable(each);
  }
  return all;
}

std::vector<std::string> role_uses(const DesiredCluster& cluster) {
  std::vector<std::string> uses{"eks"};
  if (!cluster.nodes.empty()) uses.emplace_back("nodes");
  if (!cluster.fargate.empty()) uses.emplace_back("fargate");
  for (std::string& use : role_uses(controllers_of(cluster))) uses.push_back(std::move(use));
  return uses;
}

engine::Kinds kinds_of_clusters(const std::string& account_id, base::Milliseconds window) {
  engine::Kinds all = network_kinds(window);
  for (const engine::Kinds& more : {eks_kinds(window), storage_kinds(window), event_kinds(window)})
    for (const auto& [name, kind] : more) all.emplace(name, kind);
  for (const auto& [name, kind] : kinds_of_account(account_id, window))
    if (kind->name.starts_with("iam-")) all.emplace(name, kind);
  return all;
}

}  // namespace blueprint

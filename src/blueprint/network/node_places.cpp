// Where the control plane, nodes and pods on Fargate stand in a network.
#include <fmt/core.h>

#include "blueprint/network/network.h"
#include "engine/value.h"

namespace blueprint {
namespace {

using Nat = Network::Nat;

json::Array ids_of(const Network& network, bool is_public) {
  json::Array ids;
  if (network.is_given()) {
    const Network::Given& given = network.given;
    for (const std::string& id : is_public ? given.public_subnets : given.private_subnets) ids.push_back(id);
    return ids;
  }
  for (const std::string& zone : network.zones)
    ids.push_back(engine::after(
        {fmt::format("network/subnet/{}-{}", is_public ? "public" : "private", zone_suffix(network, zone)),
         "SubnetId"}));
  return ids;
}

std::vector<std::string> way_out_of_nodes(const Network& network) {
  std::vector<std::string> needs{"network/endpoint/s3"};
  for (const std::string& zone : network.zones) {
    std::string name = (network.private_nodes ? "private-" : "public-") + zone_suffix(network, zone);
    needs.push_back("network/association/" + name);
    if (network.private_nodes && network.nat != Nat::none) needs.push_back("network/route/" + name);
  }
  if (!network.private_nodes) needs.emplace_back("network/route/public");
  for (const std::string& service : network.endpoints)
    needs.push_back("network/endpoint/" + dashed_service(service));
  return needs;
}

}  // namespace

json::Array node_subnets(const Network& network) {
  return ids_of(network, !network.private_nodes);
}

json::Array private_subnets(const Network& network) {
  return ids_of(network, false);
}

json::Array control_plane_subnets(const Network& network) {
  json::Array ids = private_subnets(network);
  return ids.empty() ? ids_of(network, true) : ids;
}

// A node that comes up before its subnet has a way out does not join, and its group fails half an hour later.
std::vector<std::string> needs_of_nodes(const Network& network) {
  std::vector<std::string> needs;
  if (!network.is_given()) needs = way_out_of_nodes(network);
  for (const char* rule :
       {"cluster-from-nodes", "nodes-from-nodes", "nodes-from-cluster", "nodes-from-cluster-https"})
    needs.push_back(fmt::format("network/rule/{}", rule));
  return needs;
}

}  // namespace blueprint

#include "blueprint/network/given.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "blueprint/kinds/kinds.h"
#include "blueprint/network/kinds.h"
#include "engine/value.h"

namespace blueprint {
namespace {

using engine::Resource;

bool is_id(std::string_view text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return (text.size() == 8 || text.size() == 17) && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

void check_ids(const Network::Given& given, base::Diagnostics& diagnostics) {
  if (!is_id(given.vpc, "vpc-"))
    diagnostics.error("vpc", {}, fmt::format("`{}` is no id of a VPC", given.vpc),
                      "write one like `vpc-0a1b2c3d4e5f60718`");
  std::set<std::string> seen;
  for (const std::vector<std::string>* ids : {&given.private_subnets, &given.public_subnets})
    for (const std::string& id : *ids) {
      if (!is_id(id, "subnet-"))
        diagnostics.error("subnets", {}, fmt::format("`{}` is no id of a subnet", id),
                          "write one like `subnet-0a1b2c3d4e5f60718`");
      if (!seen.insert(id).second)
        diagnostics.error("subnets", {}, fmt::format("`{}` is named twice", id), "name each subnet once");
    }
}

}  // namespace

Marks tags_of_subnet(const Network& network, bool is_public) {
  Marks tags{{"kubernetes.io/cluster/" + network.cluster, "shared"},
             {is_public ? "kubernetes.io/role/elb" : "kubernetes.io/role/internal-elb", "1"}};
  bool has_nodes = is_public != network.private_nodes;
  if (has_nodes && network.has_karpenter) tags["karpenter.sh/discovery"] = network.cluster;
  return tags;
}

void check_given(const Network& network, base::Diagnostics& diagnostics) {
  const Network::Given& given = network.given;
  check_ids(given, diagnostics);
  auto error = [&](std::string message, const char* hint) {
    diagnostics.error("subnets", {}, std::move(message), hint);
  };
  bool needs_private = network.private_nodes || network.has_fargate;
  if (needs_private && given.private_subnets.empty())
    error(fmt::format("{} private subnets, and none is named",
                      network.private_nodes ? "nodes stand in" : "pods on Fargate stand in"),
          network.private_nodes ? "name them in `private`, or write `nodes: public`"
                                : "name them in `private`");
  if (!network.private_nodes && given.public_subnets.empty())
    error("nodes stand in public subnets, and none is named", "name them in `public`");
  size_t of_control_plane = control_plane_subnets(network).size();
  if (of_control_plane == 1)
    error("a cluster needs subnets in two zones at least, and one is named", "name one of another zone");
}

std::vector<Resource> tags_of_given(const Network& network, const engine::Connection& connection) {
  std::vector<Resource> resources;
  for (bool is_public : {false, true})
    for (const std::string& id : is_public ? network.given.public_subnets : network.given.private_subnets) {
      Marks tags = tags_of_subnet(network, is_public);
      auto theirs = network.given.tags.find(id);
      if (theirs != network.given.tags.end())
        for (const auto& [key, value] : theirs->second) tags.erase(key);
      if (tags.empty()) continue;
      Resource& resource = resources.emplace_back();
      resource.address = std::string(kTagsOfGiven) + id;
      resource.kind = kSubnetTags;
      resource.connection = connection;
      resource.why = is_public ? "balancers that face the internet find their subnets by tags"
                               : "balancers within the network find their subnets by tags";
      resource.desired = json::Object{{"subnet", id}, {"tags", engine::literal(to_object(tags))}};
    }
  return resources;
}

}  // namespace blueprint

#include "blueprint/eks/node_resources.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "blueprint/eks/kinds.h"
#include "blueprint/kinds/kinds.h"
#include "blueprint/trust/policy.h"
#include "crypto/digest.h"

namespace blueprint {
namespace {

using engine::Resource;
using json::Object;
using json::Value;
using System = NodeGroup::System;

Value output(const std::string& address, const char* name) {
  return engine::after({address, name});
}

// Bottlerocket has its system on the first disk, and what changes on the second.
json::Array disks(const NodeGroup& group) {
  auto disk = [](const char* name, int64_t size) {
    return Object{{"DeviceName", name},
                  {"Ebs", Object{{"VolumeSize", size}, {"VolumeType", "gp3"}, {"Encrypted", true}}}};
  };
  if (group.system == System::al2023) return {disk("/dev/xvda", group.disk_gib)};
  return {disk("/dev/xvda", 4), disk("/dev/xvdb", group.disk_gib)};
}

Object template_data(const NodeGroup& group, const Marks& tags) {
  json::Array tagged;
  for (const char* type : {"instance", "volume", "network-interface"})
    tagged.push_back(Object{{"ResourceType", type}, {"Tags", tag_list(tags)}});
  return {{"BlockDeviceMappings", disks(group)},
          {"MetadataOptions",
           Object{{"HttpEndpoint", "enabled"}, {"HttpTokens", "required"}, {"HttpPutResponseHopLimit", 1}}},
          {"SecurityGroupIds", json::Array{output("network/security-group/nodes", "GroupId")}},
          {"TagSpecifications", std::move(tagged)}};
}

json::Array taints_of(const NodeGroup& group) {
  json::Array taints;
  for (const Taint& taint : group.taints)
    taints.push_back(Object{{"key", taint.key}, {"value", taint.value}, {"effect", taint.effect}});
  return taints;
}

// What kubelet, the pulling of images and, where it has no role of its own, the network plugin need ("Amazon EKS node
// IAM role").
ResourceList::Role node_role(const EksCluster& cluster, const Network& network) {
  ResourceList::Role role{"nodes",
                          "what nodes may do in AWS",
                          engine::literal(node_trust_policy(network.region)),
                          {"AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"}};
  if (cluster.nodes_give_addresses) role.policies.emplace_back("AmazonEKS_CNI_Policy");
  return role;
}

}  // namespace

Object update_of(const NodeGroup& group) {
  bool is_share = group.unavailable.ends_with('%');
  int64_t most =
      base::parse_int(group.unavailable.substr(0, group.unavailable.size() - (is_share ? 1 : 0))).value_or(1);
  return {{is_share ? "maxUnavailablePercentage" : "maxUnavailable", most}};
}

// One that is replaced by another beside it needs a name of its own for each state in which it would be another.
std::string name_of(const NodeGroup& group, const EksCluster& cluster) {
  if (group.upgrade == NodeGroup::Upgrade::rolling) return group.name;
  std::string version = cluster.version,
              all = fmt::format("{} {}", image_for(group.system, group.types.front()), group.capacity);
  std::replace(version.begin(), version.end(), '.', '-');
  for (const std::string& type : group.types) all += ' ' + type;
  return fmt::format("{}-{}-{}", group.name, version, base::hex(crypto::sha256(all)).substr(0, 4));
}

void add_nodes(const EksCluster& cluster, const Network& network, ResourceList& list) {
  if (cluster.nodes.empty()) return;
  ResourceList::Used role = list.role("nodes", node_role(cluster, network));
  for (const NodeGroup& group : cluster.nodes) {
    std::string of = "nodes/template/" + group.name, at = "nodes/group/" + group.name;
    list.add_tagged(
        of, kLaunchTemplate, fmt::format("how nodes of the group {} start", group.name),
        {{"name", list.name_of(group.name, 128)}, {"data", template_data(group, list.tags_at(at))}});
    Resource& made = list.add_tagged(
        at, kNodeGroup, "machines on which services run",
        {{"cluster", output("cluster/control-plane", "Name")},
         {"name", name_of(group, cluster)},
         {"version", cluster.version},
         {"role", role.arn},
         {"subnets", node_subnets(network)},
         {"template", Object{{"id", output(of, "LaunchTemplateId")}, {"version", output(of, "Version")}}},
         {"image", image_for(group.system, group.types.front())},
         {"capacity", group.capacity},
         {"types", json::Array(group.types.begin(), group.types.end())},
         {"size", Object{{"least", group.least}, {"most", group.most}}},
         {"labels", engine::literal(to_object(group.labels))},
         {"taints", taints_of(group)}});
    if (!group.unavailable.empty()) made.desired.as_object().append({"update", update_of(group)});
    made.needs = needs_of_nodes(network);
    made.needs.insert(made.needs.end(), role.needs.begin(), role.needs.end());
  }
}

// Fargate takes private subnets alone. EKS makes one profile of a cluster at a time.
void add_fargate(const EksCluster& cluster, const Network& network, ResourceList& list) {
  if (cluster.fargate.empty()) return;
  const ListSettings& settings = list.settings();
  ResourceList::Used role =
      list.role("fargate", {"fargate",
                            "what pulls images for pods on Fargate",
                            engine::literal(fargate_trust_policy(settings.partition, settings.region,
                                                                 settings.account_id, cluster.name)),
                            {"AmazonEKSFargatePodExecutionRolePolicy"}});
  Network inside = network;
  inside.private_nodes = true;
  std::string before;
  for (const FargateProfile& profile : cluster.fargate) {
    json::Array selectors;
    for (const FargateProfile::Selector& each : profile.selectors)
      selectors.push_back(
          Object{{"namespace", each.name_space}, {"labels", engine::literal(to_object(each.labels))}});
    std::string at = "fargate/profile/" + profile.name;
    Resource& made = list.add_tagged(at, kFargateProfile, "pods run without nodes of the cluster's own",
                                     {{"cluster", output("cluster/control-plane", "Name")},
                                      {"name", profile.name},
                                      {"role", role.arn},
                                      {"subnets", private_subnets(network)},
                                      {"selectors", std::move(selectors)}});
    made.needs = needs_of_nodes(inside);
    made.needs.insert(made.needs.end(), role.needs.begin(), role.needs.end());
    if (!before.empty()) made.needs.push_back(before);
    before = at;
  }
}

std::string image_for(System system, std::string_view type) {
  std::string_view family = type.substr(0, type.find('.'));
  size_t generation = family.find_first_of("0123456789");
  bool is_arm =
      generation != std::string_view::npos && family.substr(generation).find('g') != std::string_view::npos;
  if (system == System::al2023) return is_arm ? "AL2023_ARM_64_STANDARD" : "AL2023_x86_64_STANDARD";
  return is_arm ? "BOTTLEROCKET_ARM_64" : "BOTTLEROCKET_x86_64";
}

}  // namespace blueprint

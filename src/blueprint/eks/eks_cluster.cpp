#include "blueprint/eks/eks_cluster.h"

#include <algorithm>
#include <set>

#include "aws/client/endpoint.h"
#include "base/diagnostics.h"
#include "blueprint/eks/kinds.h"
#include "blueprint/kinds/kinds.h"
#include "blueprint/network/address_block.h"
#include "blueprint/trust/names.h"
#include "blueprint/trust/policy.h"

namespace blueprint {
namespace {

using engine::Resource;
using json::Object;
using json::Value;

constexpr const char* kRolePolicies[] = {"AmazonEKSClusterPolicy"};
// What kubelet, the network plugin and the pulling of images need ("Amazon EKS node IAM role").
constexpr const char* kNodePolicies[] = {"AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy",
                                         "AmazonEC2ContainerRegistryPullOnly"};

// ---- what cannot be

void check_endpoint(const EksCluster& cluster, base::Diagnostics& diagnostics) {
  for (const std::string& text : cluster.public_cidrs) {
    auto block = AddressBlock::parse(text);
    if (!block)
      diagnostics.error("endpoint", {}, fmt::format("`{}` is no block of IPv4 addresses", text),
                        "write one like `203.0.113.0/24`");
    else if (block->length() == 0)
      diagnostics.error("endpoint", {}, fmt::format("`{}` lets the whole internet try the API", text),
                        "name the blocks from which people and pipelines call it");
  }
}

void check_logs(const EksCluster& cluster, base::Diagnostics& diagnostics) {
  const std::vector<std::string> kKinds = EksCluster().logs;
  for (const std::string& kind : cluster.logs)
    if (std::find(kKinds.begin(), kKinds.end(), kind) == kKinds.end())
      diagnostics.error("logs", {}, fmt::format("`{}` is no kind of log of EKS", kind),
                        "there are `api`, `audit`, `authenticator`, `controllerManager` and `scheduler`");
}

void check_nodes(const NodeGroup& group, base::Diagnostics& diagnostics) {
  auto error = [&](std::string message, std::string hint) {
    diagnostics.error("nodes", {}, fmt::format("`{}`: {}", group.name, message), std::move(hint));
  };
  if (group.types.empty()) error("it has no type of instance", "name one like `m7g.large`");
  std::set<std::string> images;
  for (const std::string& type : group.types) images.insert(bottlerocket_for(type));
  if (images.size() > 1)
    error("its types are of two architectures, and an image is of one", "make a group for each");
  if (group.least < 0 || group.most < 1 || group.least > group.most)
    error(fmt::format("from {} to {} nodes cannot be", group.least, group.most),
          "let the first be no more than the second");
  if (group.capacity != "ON_DEMAND" && group.capacity != "SPOT")
    error(fmt::format("`{}` is no kind of capacity", group.capacity), "write `ON_DEMAND` or `SPOT`");
}

// ---- what there is

Value output(const std::string& address, const char* name) {
  return engine::after({address, name});
}

class Writer {
 public:
  Writer(const EksCluster& cluster, const Network& network, const std::string& account)
      : cluster_(cluster), network_(network), partition_(aws::partition_name(network.region)) {
    connection_.account = account;
    connection_.region = network.region;
  }

  std::vector<Resource> all() {
    role("cluster", cluster_role_name(cluster_.name), "what the control plane may do in AWS",
         cluster_trust_policy(), kRolePolicies);
    control_plane();
    admins();
    if (cluster_.nodes.empty()) return std::move(resources_);
    role("nodes", service_role_name("nodes", cluster_.name), "what nodes may do in AWS",
         node_trust_policy(network_.region), kNodePolicies);
    for (const NodeGroup& group : cluster_.nodes) nodes(group);
    return std::move(resources_);
  }

 private:
  Resource& add(const std::string& address, std::string_view kind, std::string why, Object desired) {
    Resource resource;
    resource.address = address;
    resource.kind = kind;
    resource.connection = connection_;
    resource.why = std::move(why);
    resource.desired = std::move(desired);
    return resources_.emplace_back(std::move(resource));
  }
  Resource& add_tagged(const std::string& address, std::string_view kind, std::string why, Object desired) {
    desired.append({"tags", tags_at(address)});
    return add(address, kind, std::move(why), std::move(desired));
  }
  Value tags_at(const std::string& address) const {
    Marks tags = cluster_.tags;
    tags[std::string(kAddressTag)] = address;
    return engine::literal(to_object(tags));
  }

  // Its policies go after the last user of the role: whoever uses it needs them.
  template <size_t N>
  void role(const std::string& of, const std::string& name, const char* why, const Value& trust,
            const char* const (&policies)[N]) {
    add(of + "/role", kRole, why,
        desired_role(name, fmt::format("{}, made by Slipway", why), engine::literal(trust), cluster_.tags));
    for (const char* policy : policies)
      add(fmt::format("{}/policy/{}", of, policy), kRolePolicy, why,
          desired_role_policy(name, fmt::format("arn:{}:iam::aws:policy/{}", partition_, policy)))
          .needs = {of + "/role"};
  }

  // Private and public subnets: balancers of the API's users are in none of them, interfaces of EKS in the private.
  json::Array subnets(const std::vector<std::string>& addresses) const {
    json::Array ids;
    for (const std::string& address : addresses) ids.push_back(output(address, "SubnetId"));
    return ids;
  }
  std::vector<std::string> private_subnets() const {
    std::vector<std::string> addresses;
    for (const std::string& zone : network_.zones)
      addresses.push_back("network/subnet/private-" + zone_suffix(network_, zone));
    return addresses;
  }

  void control_plane() {
    json::Array cidrs(cluster_.public_cidrs.begin(), cluster_.public_cidrs.end());
    bool is_public = !cidrs.empty();
    Object desired{
        {"name", cluster_.name},
        {"role", output("cluster/role", "Arn")},
        {"version", cluster_.version},
        {"subnets", subnets(private_subnets())},
        {"groups", json::Array{output("network/security-group/cluster", "GroupId")}},
        {"endpoint", Object{{"private", true}, {"public", is_public}, {"cidrs", std::move(cidrs)}}},
        {"logs", json::Array(cluster_.logs.begin(), cluster_.logs.end())}};
    if (!cluster_.secrets_key.empty()) desired.append({"secrets_key", cluster_.secrets_key});
    Resource& made =
        add_tagged("cluster/control-plane", kControlPlane, "the API of the cluster", std::move(desired));
    for (const char* policy : kRolePolicies) made.needs.push_back(fmt::format("cluster/policy/{}", policy));
  }

  void admins() {
    for (const std::string& principal : cluster_.admins) {
      std::string name = role_name_of(principal);
      Value cluster = output("cluster/control-plane", "Name");
      add_tagged(
          "cluster/access/" + name, kAccessEntry, "people who look after the cluster",
          {{"cluster", cluster}, {"principal", principal}, {"type", "STANDARD"}, {"groups", json::Array()}});
      std::string policy =
          fmt::format("arn:{}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy", partition_);
      add("cluster/access-policy/" + name, kAccessPolicy,
          "people who look after the cluster may do all in it",
          {{"cluster", cluster}, {"principal", principal}, {"policy", policy}, {"namespaces", json::Array()}})
          .needs = {"cluster/access/" + name};
    }
  }

  // Bottlerocket has its system on the first disk, and what changes on the second.
  Object template_data(const NodeGroup& group, const Value& tags) const {
    auto disk = [](const char* name, int64_t size) {
      return Object{{"DeviceName", name},
                    {"Ebs", Object{{"VolumeSize", size}, {"VolumeType", "gp3"}, {"Encrypted", true}}}};
    };
    json::Array tagged;
    for (const char* type : {"instance", "volume", "network-interface"})
      tagged.push_back(Object{{"ResourceType", type}, {"Tags", tag_list(marks_of(&tags))}});
    return {{"BlockDeviceMappings", json::Array{disk("/dev/xvda", 4), disk("/dev/xvdb", group.disk_gib)}},
            {"MetadataOptions",
             Object{{"HttpEndpoint", "enabled"}, {"HttpTokens", "required"}, {"HttpPutResponseHopLimit", 1}}},
            {"SecurityGroupIds", json::Array{output("network/security-group/nodes", "GroupId")}},
            {"TagSpecifications", std::move(tagged)}};
  }

  void nodes(const NodeGroup& group) {
    std::string at = "nodes/template/" + group.name;
    add_tagged(at, kLaunchTemplate, fmt::format("how nodes of the group {} start", group.name),
               {{"name", fmt::format("slipway-{}-{}", cluster_.name, group.name)},
                {"data", template_data(group, tags_at("nodes/group/" + group.name))}});
    Resource& made = add_tagged(
        "nodes/group/" + group.name, kNodeGroup, "machines on which services run",
        {{"cluster", output("cluster/control-plane", "Name")},
         {"name", group.name},
         {"role", output("nodes/role", "Arn")},
         {"subnets", subnets(node_subnets(network_))},
         {"template", Object{{"id", output(at, "LaunchTemplateId")}, {"version", output(at, "Version")}}},
         {"image", bottlerocket_for(group.types.front())},
         {"capacity", group.capacity},
         {"types", json::Array(group.types.begin(), group.types.end())},
         {"size", Object{{"least", group.least}, {"most", group.most}}},
         {"labels", engine::literal(to_object(group.labels))}});
    made.needs = needs_of_nodes(network_);
    for (const char* policy : kNodePolicies) made.needs.push_back(fmt::format("nodes/policy/{}", policy));
  }

  const EksCluster& cluster_;
  const Network& network_;
  std::string partition_;
  engine::Connection connection_;
  std::vector<Resource> resources_;
};

}  // namespace

void check(const EksCluster& cluster, base::Diagnostics& diagnostics) {
  if (cluster.version.empty())
    diagnostics.error("version", {}, "the cluster has no version of Kubernetes", "name one that EKS offers");
  check_endpoint(cluster, diagnostics);
  check_logs(cluster, diagnostics);
  for (const std::string& principal : cluster.admins)
    if (principal.find(":iam::") == std::string::npos)
      diagnostics.error("access", {}, fmt::format("`{}` is no ARN of a principal of IAM", principal),
                        "write one like `arn:PARTITION:iam::ACCOUNT:role/NAME`");
  for (const NodeGroup& group : cluster.nodes) check_nodes(group, diagnostics);
}

std::vector<Resource> cluster_resources(const EksCluster& cluster, const Network& network,
                                        const std::string& account) {
  return Writer(cluster, network, account).all();
}

std::string bottlerocket_for(std::string_view type) {
  std::string_view family = type.substr(0, type.find('.'));
  size_t generation = family.find_first_of("0123456789");
  bool is_arm =
      generation != std::string_view::npos && family.substr(generation).find('g') != std::string_view::npos;
  return is_arm ? "BOTTLEROCKET_ARM_64" : "BOTTLEROCKET_x86_64";
}

}  // namespace blueprint

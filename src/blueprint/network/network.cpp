#include "blueprint/network/network.h"

#include <algorithm>

#include "blueprint/kinds/kinds.h"
#include "blueprint/network/given.h"
#include "blueprint/network/kinds.h"

namespace blueprint {
namespace {

using engine::Resource;
using json::Object;
using json::Value;
using Nat = Network::Nat;

constexpr const char* kEverywhere = "0.0.0.0/0";

Value output(const std::string& address, const char* name) {
  return engine::after({address, name});
}

// Writes the list down, from what others need to what needs them.
class Writer {
 public:
  Writer(const Network& network, const std::string& account) : network_(network) {
    connection_.account = account;
    connection_.region = network.region;
  }

  std::vector<Resource> all() {
    if (network_.is_given())
      for (Resource& each : tags_of_given(network_, connection_)) resources_.push_back(std::move(each));
    else
      own();
    groups();
    if (!network_.is_given()) endpoints();
    if (!network_.flow_log_bucket.empty())
      add("network/flow-log", kFlowLog, "traffic of the network is on record",
          {{"vpc", vpc()}, {"bucket", network_.flow_log_bucket}, {"traffic", "ALL"}});
    return std::move(resources_);
  }

 private:
  Resource& untagged(std::string address, std::string_view kind, std::string why, Object desired) {
    Resource resource;
    resource.address = std::move(address);
    resource.kind = kind;
    resource.connection = connection_;
    resource.why = std::move(why);
    resource.desired = std::move(desired);
    return resources_.emplace_back(std::move(resource));
  }
  Resource& add(const std::string& address, std::string_view kind, std::string why, Object desired,
                const Marks& more = {}) {
    Marks tags = network_.tags;
    for (const auto& [key, value] : more) tags[key] = value;
    tags["Name"] = fmt::format("{}-{}", network_.cluster, dashed_name(address));
    tags[std::string(kAddressTag)] = address;
    desired.append({"tags", engine::literal(to_object(tags))});
    return untagged(address, kind, std::move(why), std::move(desired));
  }
  // What is behind `network/`, as one word.
  static std::string dashed_name(const std::string& address) {
    std::string name = address.substr(address.find('/') + 1);
    std::replace(name.begin(), name.end(), '/', '-');
    return name;
  }

  Value vpc() const {
    return network_.is_given() ? Value(network_.given.vpc) : output("network/vpc", "VpcId");
  }
  Value group(const std::string& name) const { return output("network/security-group/" + name, "GroupId"); }
  std::string suffix(size_t zone) const { return zone_suffix(network_, network_.zones[zone]); }
  bool has_nat(size_t zone) const {
    return network_.nat == Nat::per_zone || (network_.nat == Nat::single && zone == 0);
  }

  void own() {
    frame();
    subnets();
    way_out();
  }
  void frame() {
    add("network/vpc", kVpc, "the cluster is apart from all other networks",
        {{"cidr", network_.cidr}, {"dns_support", true}, {"dns_hostnames", true}});
    add("network/internet-gateway", kInternetGateway, "public subnets reach the internet, and are reached",
        {});
    untagged("network/attachment", kAttachment, "the gateway serves this network",
             {{"gateway", output("network/internet-gateway", "InternetGatewayId")}, {"vpc", vpc()}});
  }

  void subnets() {
    for (bool is_public : {false, true})
      for (size_t zone = 0; zone < network_.zones.size(); ++zone) {
        bool has_nodes = is_public != network_.private_nodes;
        std::string name = (is_public ? "public-" : "private-") + suffix(zone);
        add("network/subnet/" + name, kSubnet,
            has_nodes ? (is_public ? "nodes with public addresses, and what faces the internet"
                                   : "nodes that nobody reaches from outside")
                      : (is_public ? "balancers and NAT gateways that face the internet"
                                   : "what is not reached from outside, such as balancers within"),
            {{"vpc", vpc()},
             {"cidr", (is_public ? network_.public_cidrs : network_.private_cidrs)[zone]},
             {"zone", network_.zones[zone]},
             {"public_addresses", is_public && has_nodes}},
            tags_of_subnet(network_, is_public));
      }
  }

  void way_out() {
    table("public");
    untagged("network/route/public", kRoute, "public subnets reach the internet",
             {{"table", table_id("public")},
              {"destination", kEverywhere},
              {"target", output("network/internet-gateway", "InternetGatewayId")}})
        .needs = {"network/attachment"};
    for (size_t zone = 0; zone < network_.zones.size(); ++zone) {
      if (has_nat(zone)) nat(zone);
      associate("public-" + suffix(zone), "public");
      private_table(zone);
    }
  }

  Value table_id(const std::string& name) const {
    return output("network/route-table/" + name, "RouteTableId");
  }
  void table(const std::string& name) {
    add("network/route-table/" + name, kRouteTable, "where traffic of its subnets goes", {{"vpc", vpc()}});
  }
  void associate(const std::string& subnet, const std::string& table) {
    untagged("network/association/" + subnet, kAssociation, "the subnet's traffic goes by its table",
             {{"subnet", output("network/subnet/" + subnet, "SubnetId")}, {"table", table_id(table)}});
  }

  // It fails where the internet gateway is not attached, which nothing that it is given says.
  void nat(size_t zone) {
    std::string name = suffix(zone);
    add("network/address/" + name, kAddress, "nodes are known outside by an address that stays", {});
    add("network/nat/" + name, kNatGateway, "nodes reach the internet, and are not reached",
        {{"subnet", output("network/subnet/public-" + name, "SubnetId")},
         {"address", output("network/address/" + name, "AllocationId")}})
        .needs = {"network/attachment", "network/route/public", "network/association/public-" + name};
  }

  void private_table(size_t zone) {
    std::string name = "private-" + suffix(zone);
    table(name);
    associate(name, name);
    if (network_.nat == Nat::none) return;
    std::string gateway = suffix(network_.nat == Nat::single ? 0 : zone);
    untagged("network/route/" + name, kRoute, "nodes of this zone reach the internet",
             {{"table", table_id(name)},
              {"destination", kEverywhere},
              {"target", output("network/nat/" + gateway, "NatGatewayId")}});
  }

  // https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html
  void groups() {
    group_of("cluster", "control plane of the cluster", "the control plane is reached by nodes", "all");
    group_of("nodes", "nodes of the cluster", "nodes are reached by each other and by the control plane",
             "all", {{"karpenter.sh/discovery", network_.cluster}});
    rule("cluster-from-nodes", "cluster", "nodes", "tcp", 443, 443, "the API, from nodes");
    rule("nodes-from-nodes", "nodes", "nodes", "-1", -1, -1, "nodes and pods among each other");
    rule("nodes-from-cluster", "nodes", "cluster", "tcp", 1025, 65535,
         "kubelets and webhooks, from the control plane");
    rule("nodes-from-cluster-https", "nodes", "cluster", "tcp", 443, 443,
         "webhooks and extensions of the API at 443");
  }
  void group_of(const std::string& name, const char* description, const char* why, const char* egress,
                const Marks& tags = {}) {
    add("network/security-group/" + name, kSecurityGroup, why,
        {{"vpc", vpc()},
         {"name", fmt::format("slipway-{}-{}", network_.cluster, name)},
         {"description", description},
         {"egress", egress}},
        tags);
  }
  void rule(const std::string& name, const std::string& of, const std::string& from, const char* protocol,
            int first, int last, const char* why) {
    add("network/rule/" + name, kSecurityGroupRule, why,
        {{"group", group(of)},
         {"direction", "ingress"},
         {"protocol", protocol},
         {"from_port", first},
         {"to_port", last},
         {"peer", group(from)},
         {"description", why}});
  }

  void endpoints() {
    json::Array tables{table_id("public")}, subnets;
    for (size_t zone = 0; zone < network_.zones.size(); ++zone) {
      tables.push_back(table_id("private-" + suffix(zone)));
      subnets.push_back(output("network/subnet/private-" + suffix(zone), "SubnetId"));
    }
    add("network/endpoint/s3", kVpcEndpoint,
        "images and objects come from S3 past NAT gateways, which would charge for it",
        {{"vpc", vpc()},
         {"service", endpoint_service(network_.region, "s3", true)},
         {"type", "Gateway"},
         {"route_tables", std::move(tables)}});
    if (network_.endpoints.empty()) return;
    group_of("endpoints", "endpoints of AWS services", "endpoints are reached by nodes, and reach nobody",
             "none");
    rule("endpoints-from-nodes", "endpoints", "nodes", "tcp", 443, 443, "services of AWS, from nodes");
    for (const std::string& service : network_.endpoints)
      add("network/endpoint/" + dashed_service(service), kVpcEndpoint,
          fmt::format("nodes and pods reach {} without the internet", service),
          {{"vpc", vpc()},
           {"service", endpoint_service(network_.region, service, false)},
           {"type", "Interface"},
           {"subnets", subnets},
           {"groups", json::Array{group("endpoints")}},
           {"private_dns", true}})
          .needs = {"network/rule/endpoints-from-nodes"};
  }

  const Network& network_;
  engine::Connection connection_;
  std::vector<Resource> resources_;
};

}  // namespace

std::vector<Resource> network_resources(const Network& network, const std::string& account) {
  return Writer(network, account).all();
}

std::string dashed_service(std::string name) {
  std::replace(name.begin(), name.end(), '.', '-');
  return name;
}

std::string zone_suffix(const Network& network, const std::string& zone) {
  return zone.substr(std::min(network.region.size(), zone.size()));
}

// In China, names of interfaces' services begin otherwise ("AWS services that integrate with AWS PrivateLink").
std::string endpoint_service(const std::string& region, std::string_view service, bool is_gateway) {
  bool is_of_china = region.starts_with("cn-") && !is_gateway;
  return fmt::format("{}com.amazonaws.{}.{}", is_of_china ? "cn." : "", region, service);
}

}  // namespace blueprint

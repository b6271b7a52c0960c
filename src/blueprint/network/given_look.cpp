// What the account says of a network that somebody else made.
#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "blueprint/kinds/kinds.h"
#include "blueprint/network/given.h"
#include "blueprint/network/kinds.h"
#include "blueprint/network/zones.h"

namespace blueprint {
namespace {

using base::ErrorKind;
using json::Object;
using json::Value;

constexpr const char* kEverywhere = "0.0.0.0/0";
// EKS takes up to four in each subnet of a control plane and recommends sixteen ("Amazon EKS networking requirements").
constexpr int64_t kLeastFree = 16;

tl::unexpected<base::Error> refuse(ErrorKind kind, std::string message, std::string hint) {
  return tl::unexpected(base::Error{kind, std::move(message), std::move(hint)});
}
tl::unexpected<base::Error> cannot_be(std::string message, std::string hint) {
  return refuse(ErrorKind::invalid, std::move(message), std::move(hint));
}

json::Array texts(const std::vector<std::string>& list) {
  return {list.begin(), list.end()};
}

Object filters(const char* name, json::Array values) {
  return {{"Filters", json::Array{Object{{"Name", name}, {"Values", std::move(values)}}}}};
}

bool holds(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

// One life's worth of looking at it.
class Look {
 public:
  Look(Cloud& cloud, const Network& network) : cloud_(cloud), network_(network) {}

  base::Result<std::map<std::string, Value>> subnets() {
    const Network::Given& given = network_.given;
    std::vector<std::string> ids = given.private_subnets;
    ids.insert(ids.end(), given.public_subnets.begin(), given.public_subnets.end());
    json::Array found = TRY(list("DescribeSubnets", filters("subnet-id", texts(ids)), "Subnets"));
    std::map<std::string, Value> subnets;
    for (Value& each : found) {
      std::string id = text_of(each, "SubnetId");
      subnets.emplace(std::move(id), std::move(each));
    }
    for (const std::string& id : ids) {
      auto at = subnets.find(id);
      if (at == subnets.end())
        return refuse(ErrorKind::not_found, fmt::format("{} has no subnet {}", network_.region, id),
                      "correct its id: aws ec2 describe-subnets");
      if (std::string vpc = text_of(at->second, "VpcId"); vpc != given.vpc)
        return cannot_be(fmt::format("subnet {} is of {}, and not of {}", id, vpc, given.vpc),
                         "name subnets of one VPC");
    }
    return subnets;
  }

  // Nodes find the API by names, which nobody resolves otherwise.
  base::Status check_vpc() {
    json::Array found = TRY(list("DescribeVpcs", filters("vpc-id", json::Array{network_.given.vpc}), "Vpcs"));
    if (found.empty())
      return refuse(ErrorKind::not_found,
                    fmt::format("{} has no VPC {}", network_.region, network_.given.vpc),
                    "correct its id: aws ec2 describe-vpcs");
    for (const auto& [name, shown, option] :
         {std::tuple{"enableDnsSupport", "EnableDnsSupport", "--enable-dns-support"},
          std::tuple{"enableDnsHostnames", "EnableDnsHostnames", "--enable-dns-hostnames"}}) {
      Value output = TRY(call(cloud_, "ec2", "DescribeVpcAttribute",
                              Object{{"VpcId", network_.given.vpc}, {"Attribute", name}}));
      const Value* attribute = output.find(shown);
      if (!attribute || !attribute->bool_or("Value", false))
        return cannot_be(
            fmt::format("VPC {} has {} off, and nodes find the cluster by names", network_.given.vpc, name),
            fmt::format("switch it on, which is not Slipway's to do: aws ec2 "
                        "modify-vpc-attribute --vpc-id {} {}",
                        network_.given.vpc, option));
    }
    return {};
  }

  base::Status check_places(const std::map<std::string, Value>& subnets, bool is_new) const {
    std::set<std::string> zones;
    for (const Value& id : control_plane_subnets(network_)) {
      const Value& subnet = subnets.at(id.as_string());
      zones.insert(text_of(subnet, "AvailabilityZone"));
      if (!zone_takes_clusters(text_of(subnet, "AvailabilityZoneId")))
        return cannot_be(fmt::format("subnet {} is in {}, where EKS takes no subnets", id.as_string(),
                                     text_of(subnet, "AvailabilityZone")),
                         "name one of another zone");
    }
    if (zones.size() < 2)
      return cannot_be(
          fmt::format("all subnets of the control plane are in {}, and a cluster needs two zones",
                      zones.empty() ? "no zone" : *zones.begin()),
          "name one of another zone, too");
    if (!is_new) return {};  // what stands in them takes addresses
    for (const auto& [id, subnet] : subnets)
      if (int64_t left = subnet.int_or("AvailableIpAddressCount", 0); left < kLeastFree)
        return cannot_be(
            fmt::format("subnet {} has {} free addresses, too few for what stands in it", id, left),
            fmt::format("name one with {} at least: nodes need one for each pod", kLeastFree));
    return {};
  }

  base::Status check_public(const std::map<std::string, Value>& subnets) const {
    if (network_.private_nodes) return {};
    for (const std::string& id : network_.given.public_subnets)
      if (!subnets.at(id).bool_or("MapPublicIpOnLaunch", false))
        return cannot_be(
            fmt::format("subnet {} gives no public addresses, so nodes in it have no way out", id),
            fmt::format("switch that on, which is not Slipway's to do: aws ec2 modify-subnet-attribute "
                        "--subnet-id {} --map-public-ip-on-launch",
                        id));
    return {};
  }

  // Where a subnet's default route leads; empty: nowhere.
  base::Status check_routes() {
    tables_ =
        TRY(list("DescribeRouteTables", filters("vpc-id", json::Array{network_.given.vpc}), "RouteTables"));
    for (const std::string& id : network_.given.public_subnets)
      if (!way_out_of(id).starts_with("igw-"))
        return cannot_be(
            fmt::format("subnet {} is called public, and its route leads to no internet gateway", id),
            "name it among `private`, or correct its route table");
    for (const std::string& id : network_.given.private_subnets) {
      std::string way = way_out_of(id);
      if (way.starts_with("igw-"))
        return cannot_be(
            fmt::format("subnet {} is called private, and its route leads to {}: nodes in it would "
                        "have no way out without a public address",
                        id, way),
            "name it among `public`, or correct its route table");
      if (way.empty() && needs_way_out()) TRY(check_endpoints(id));
    }
    return {};
  }

 private:
  base::Result<json::Array> list(const char* operation, Object input, const char* member) {
    auto found = cloud_.call_all("ec2", operation, std::move(input), member);
    if (!found) return tl::unexpected(to_error(found.error(), "ec2", operation));
    return *std::move(found);
  }

  bool needs_way_out() const { return network_.private_nodes || network_.has_fargate; }

  const Value* table_of(const std::string& subnet) const {
    const Value* main = nullptr;
    for (const Value& table : tables_)
      for (const Value& each : list_at(table, "Associations")) {
        if (text_of(each, "SubnetId") == subnet) return &table;
        if (each.bool_or("Main", false)) main = &table;
      }
    return main;
  }

  std::string way_out_of(const std::string& subnet) const {
    const Value* table = table_of(subnet);
    if (!table) return "";
    for (const Value& route : list_at(*table, "Routes")) {
      if (text_of(route, "DestinationCidrBlock") != kEverywhere || text_of(route, "State") == "blackhole")
        continue;
      for (const char* target : {"GatewayId", "NatGatewayId", "TransitGatewayId", "InstanceId",
                                 "NetworkInterfaceId", "VpcPeeringConnectionId", "LocalGatewayId"})
        if (std::string id = text_of(route, target); !id.empty()) return id;
      return "another way";
    }
    return "";
  }

  base::Status check_endpoints(const std::string& subnet) {
    json::Array found =
        TRY(list("DescribeVpcEndpoints", filters("vpc-id", json::Array{network_.given.vpc}), "VpcEndpoints"));
    std::vector<std::string> there, missing;
    for (const Value& each : found) there.push_back(text_of(each, "ServiceName"));
    for (const char* service : {"ec2", "ecr.api", "ecr.dkr", "sts"})
      if (!holds(there, endpoint_service(network_.region, service, false)))
        missing.push_back(fmt::format("`{}`", service));
    if (missing.empty()) return {};
    return cannot_be(
        fmt::format("nodes in subnet {} have no way out: it has no default route, and its VPC no "
                    "endpoint of {}",
                    subnet, base::join(missing, ", ")),
        "give it a route to a NAT gateway, or the VPC these endpoints");
  }

  Cloud& cloud_;
  const Network& network_;
  json::Array tables_;
};

// Karpenter would make nodes of one cluster in subnets that are said to be another's.
base::Status check_discovery(const Network& network, const std::string& subnet, const Marks& theirs) {
  auto found = theirs.find("karpenter.sh/discovery");
  if (!network.has_karpenter || found == theirs.end() || found->second == network.cluster) return {};
  return refuse(
      ErrorKind::conflict,
      fmt::format("subnet {} is tagged `karpenter.sh/discovery: {}`, by which the Karpenter of another "
                  "cluster finds it",
                  subnet, found->second),
      "name other subnets, or take that tag off if nobody needs it");
}

}  // namespace

base::Status look_at_given(Cloud& cloud, Network& network, const std::map<std::string, Marks>& ours,
                           bool is_new) {
  Look look(cloud, network);
  TRY(look.check_vpc());
  std::map<std::string, Value> subnets = TRY(look.subnets());
  TRY(look.check_places(subnets, is_new));
  TRY(look.check_public(subnets));
  TRY(look.check_routes());
  for (const auto& [id, subnet] : subnets) {
    Marks theirs = marks_of(subnet.find("Tags"));
    if (auto known = ours.find(id); known != ours.end())
      for (const auto& [key, value] : known->second) theirs.erase(key);
    TRY(check_discovery(network, id, theirs));
    network.given.tags[id] = std::move(theirs);
  }
  return {};
}

}  // namespace blueprint

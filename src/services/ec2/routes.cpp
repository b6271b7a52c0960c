// Routes (Amazon VPC User Guide, "Route table concepts", "Example routing options").
#include <algorithm>

#include "services/ec2/ec2.h"
#include "services/ec2/kinds.h"
#include "services/ec2/nat_gateway.h"
#include "services/ec2/prefix_list.h"
#include "services/ec2/resource.h"
#include "services/ec2/route_table.h"
#include "services/ec2/vpc.h"
#include "services/ec2/vpc_endpoint.h"
#include "services/quotas.h"

namespace account::ec2 {
namespace {

// --- where to -------------------------------------------------------------------------------------------------------

struct Destination {
  std::string_view member;
  std::string text;
};

aws::Result<Destination> read_destination(const Input& in) {
  constexpr std::string_view kMembers[] = {"DestinationCidrBlock", "DestinationIpv6CidrBlock",
                                           "DestinationPrefixListId"};
  std::optional<Destination> destination;
  for (std::string_view member : kMembers) {
    if (!in.has(member)) continue;
    if (destination)
      return aws::error("InvalidParameterCombination", 400,
                        "The request must contain exactly one destination");
    destination = Destination{member, in.text(member)};
  }
  if (!destination)
    return aws::error(
        "MissingParameter", 400,
        "The request must contain exactly one of destinationCidrBlock, destinationIpv6CidrBlock, "
        "destinationPrefixListId");
  if (destination->member == "DestinationPrefixListId") return *destination;
  auto block = Cidr::parse(destination->text);
  if (!block || block->is_v6() != (destination->member == "DestinationIpv6CidrBlock"))
    return aws::error("InvalidParameterValue", 400,
                      "Value ({}) for parameter {} is invalid. This is not a valid CIDR block.",
                      destination->text, destination->member);
  destination->text = block->text();
  return *destination;
}

json::Array::iterator find_route(json::Array& routes, const Destination& destination) {
  return std::find_if(routes.begin(), routes.end(), [&](const json::Value& one) {
    return one.string_or(destination.member, "") == destination.text;
  });
}

bool is_of_endpoint(const State& state, const json::Value& table, const Destination& destination) {
  json::Array routes = endpoint_routes(state, table);
  return find_route(routes, destination) != routes.end();
}

bool is_local(const State& state, const json::Value& table, const Destination& destination) {
  json::Array local = local_routes(state, std::string(table.string_or("VpcId", "")));
  return find_route(local, destination) != local.end();
}

// --- through what ---------------------------------------------------------------------------------------------------

constexpr std::string_view kTargets[] = {"GatewayId",        "NatGatewayId",   "NetworkInterfaceId",
                                         "InstanceId",       "VpcEndpointId",  "EgressOnlyInternetGatewayId",
                                         "TransitGatewayId", "LocalGatewayId", "VpcPeeringConnectionId",
                                         "CarrierGatewayId", "CoreNetworkArn", "OdbNetworkArn"};

aws::Result<void> check_same_vpc(const json::Value& table, std::string_view noun, const json::Value& target,
                                 const std::string& id) {
  if (target.string_or("VpcId", "") == table.string_or("VpcId", "")) return {};
  return aws::error("InvalidParameterValue", 400, "route table {} and {} {} belong to different networks",
                    table.string_or("RouteTableId", ""), noun, id);
}

// Whether a target takes traffic of that VPC; its error.
aws::Result<void> check_target(const Call& call, const json::Value& table, std::string_view member,
                               const std::string& id) {
  std::string_view vpc = table.string_or("VpcId", "");
  if (member == "GatewayId") {
    auto gateway = find(call.state, kInternetGateways, id);
    if (!gateway)
      return aws::error("InvalidGatewayID.NotFound", 400, "The gateway ID '{}' does not exist", id);
    if (gateway->string_or("_VpcId", "") == vpc) return {};
    return aws::error("InvalidParameterValue", 400,
                      "route table {} and network gateway {} belong to different networks",
                      table.string_or("RouteTableId", ""), id);
  }
  if (member == "EgressOnlyInternetGatewayId") {
    json::Value gateway = TRY(require(call.state, kEgressOnlyGateways, id));
    if (gateway.string_or("_VpcId", "") == vpc) return {};
    return aws::error("InvalidParameterValue", 400, "route table {} and eigw {} belong to different networks",
                      table.string_or("RouteTableId", ""), id);
  }
  if (member == "NatGatewayId") {
    auto gateway = find(call.state, kNatGateways, id);
    if (gateway && nat_state(*gateway, call.now) == "available")
      return check_same_vpc(table, "nat gateway", *gateway, id);
    return aws::error("InvalidNatGatewayID.NotFound", 400, "The natGateway ID '{}' does not exist", id);
  }
  if (member != "NetworkInterfaceId") TRY(check_not_given(call.input, {member}));
  return check_same_vpc(table, "interface", TRY(require(call.state, kInterfaces, id)), id);
}

struct Target {
  std::string_view member;
  std::string id;
};

aws::Result<Target> read_target(const Call& call, const json::Value& table) {
  std::optional<Target> target;
  for (std::string_view member : kTargets) {
    if (!call.input.has(member)) continue;
    if (target)
      return aws::error("InvalidParameterCombination", 400, "The request must contain exactly one target");
    target = Target{member, call.input.text(member)};
  }
  if (!target)
    return aws::error("MissingParameter", 400,
                      "The request must contain exactly one of gatewayId, natGatewayId, networkInterfaceId, "
                      "vpcPeeringConnectionId, egressOnlyInternetGatewayId, transitGatewayId");
  TRY(check_target(call, table, target->member, target->id));
  return *target;
}

// That a list is there, and that the target takes traffic of that family.
aws::Result<void> check_destination(const Call& call, const Destination& destination, const Target& target) {
  if (destination.member == "DestinationPrefixListId") TRY(require_list(call.state, destination.text));
  bool is_v4 = destination.member == "DestinationCidrBlock";
  if (is_v4 && target.member == "EgressOnlyInternetGatewayId")
    return aws::error("InvalidParameterValue", 400,
                      "The destination {} is not supported by an egress-only internet gateway, which takes "
                      "IPv6 traffic only.",
                      destination.text);
  return {};
}

// Within the VPC, only an interface can be the target.
aws::Result<void> check_inside(const Call& call, const json::Value& table, const Destination& destination,
                               const Target& target) {
  auto wanted = Cidr::parse(destination.text);
  if (!wanted || target.member != "GatewayId") return {};
  json::Value vpc = TRY(require(call.state, kVpcs, table.string_or("VpcId", "")));
  for (const Cidr& block : blocks_of(vpc))
    if (block.contains(*wanted))
      return aws::error(
          "InvalidParameterValue", 400,
          "The destination CIDR block {} is equal to or more specific than one of this VPC's CIDR "
          "blocks. This route can target only an interface or an instance.",
          destination.text);
  return {};
}

Object new_route(const Destination& destination, const Target& target) {
  return Object{{std::string(destination.member), destination.text},
                {std::string(target.member), target.id},
                {"Origin", "CreateRoute"},
                {"State", "active"}};
}

// With the lists that its routes name, by which it is found.
void save_routes(Call& call, Found& table) {
  json::Array lists;
  for (const json::Value& route : table.fields()["Routes"].as_array())
    if (const json::Value* list = route.find("DestinationPrefixListId")) lists.push_back(*list);
  table.fields().set("_PrefixListIds", std::move(lists));
  call.save(table);
}

// --- calls ----------------------------------------------------------------------------------------------------------

Output create_route(Call& call) {
  Found& table = call.the();
  Destination destination = TRY(read_destination(call.input));
  Target target = TRY(read_target(call, table.record));
  TRY(check_destination(call, destination, target));
  json::Array& routes = table.fields()["Routes"].as_array();
  bool is_there = find_route(routes, destination) != routes.end() ||
                  is_local(call.state, table.record, destination) ||
                  is_of_endpoint(call.state, table.record, destination);
  if (is_there)
    return aws::error("RouteAlreadyExists", 400, "The route identified by {} already exists.",
                      destination.text);
  TRY(check_inside(call, table.record, destination, target));
  TRY(check_quota(call, quotas::kRoutesPerRouteTable, routes.size()));
  routes.push_back(new_route(destination, target));
  save_routes(call, table);
  return Object{{"Return", true}};
}

Output replace_route(Call& call) {
  Found& table = call.the();
  if (call.input.flag("LocalTarget")) TRY(check_not_given(call.input, {"LocalTarget"}));
  Destination destination = TRY(read_destination(call.input));
  Target target = TRY(read_target(call, table.record));
  TRY(check_destination(call, destination, target));
  json::Array& routes = table.fields()["Routes"].as_array();
  auto route = find_route(routes, destination);
  if (route == routes.end())
    return aws::error("InvalidParameterValue", 400,
                      "There is no route defined for '{}' in the route table. Use CreateRoute instead.",
                      destination.text);
  *route = new_route(destination, target);
  save_routes(call, table);
  return Object{};
}

Output delete_route(Call& call) {
  Found& table = call.the();
  Destination destination = TRY(read_destination(call.input));
  if (is_local(call.state, table.record, destination))
    return aws::error("InvalidParameterValue", 400, "cannot remove local route {} in route table {}",
                      destination.text, table.named);
  if (is_of_endpoint(call.state, table.record, destination))
    return aws::error("InvalidParameterValue", 400, "cannot remove VPC endpoint route {} in route table {}",
                      destination.text, table.named);
  json::Array& routes = table.fields()["Routes"].as_array();
  auto route = find_route(routes, destination);
  if (route == routes.end())
    return aws::error("InvalidRoute.NotFound", 400,
                      "no route with destination-cidr-block {} in route table {}", destination.text,
                      table.named);
  routes.erase(route);
  save_routes(call, table);
  return Object{};
}

constexpr Operation kOperations[] = {
    {"CreateRoute", {on(kRouteTables)}, create_route},
    {"ReplaceRoute", {on(kRouteTables)}, replace_route},
    {"DeleteRoute", {on(kRouteTables)}, delete_route},
};

}  // namespace

json::Array local_routes(const State& state, const std::string& vpc_id) {
  json::Array routes;
  auto vpc = find(state, kVpcs, vpc_id);
  if (!vpc) return routes;
  for (const Cidr& block : blocks_of(*vpc))
    routes.push_back(
        Object{{block.is_v6() ? "DestinationIpv6CidrBlock" : "DestinationCidrBlock", block.text()},
               {"GatewayId", "local"},
               {"Origin", "CreateRouteTable"},
               {"State", "active"}});
  return routes;
}

std::string_view route_state(const Call& call, const json::Value& table, const json::Value& route) {
  for (std::string_view member : kTargets)
    if (const json::Value* id = route.find(member))
      return check_target(call, table, member, id->as_string()) ? "active" : "blackhole";
  return "blackhole";
}

std::span<const Operation> route_operations() {
  return kOperations;
}

}  // namespace account::ec2

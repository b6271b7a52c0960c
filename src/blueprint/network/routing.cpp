// Route tables, their routes, and which subnets they are of.
// https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
#include "blueprint/kinds/kinds.h"
#include "blueprint/network/kinds.h"

namespace blueprint {
namespace {

using engine::Reading;
using engine::Request;
using engine::Subject;
using json::Object;
using json::Value;

Ec2Thing route_table() {
  return {.kind = std::string(kRouteTable),
          .why = "where traffic of a subnet goes",
          .type = "route-table",
          .id = "RouteTableId",
          .describe = "DescribeRouteTables",
          .ids = "RouteTableIds",
          .list = "RouteTables",
          .create = "CreateRouteTable",
          .made = "RouteTable",
          .remove = "DeleteRouteTable",
          .takes_token = true,
          .absent = "InvalidRouteTableID.NotFound",
          .members = {{"vpc", "VpcId"}}};
}

// ---- routes

// The member that a target's id is given by.
std::string target_member(std::string_view id) {
  if (id.starts_with("nat-")) return "NatGatewayId";
  if (id.starts_with("eigw-")) return "EgressOnlyInternetGatewayId";
  if (id.starts_with("pcx-")) return "VpcPeeringConnectionId";
  if (id.starts_with("tgw-")) return "TransitGatewayId";
  if (id.starts_with("eni-")) return "NetworkInterfaceId";
  return "GatewayId";
}

std::string target_of(const Value& route) {
  for (const char* member : {"NatGatewayId", "EgressOnlyInternetGatewayId", "VpcPeeringConnectionId",
                             "TransitGatewayId", "NetworkInterfaceId", "GatewayId"})
    if (std::string id = text_of(route, member); !id.empty()) return id;
  return "";
}

Object place(const Subject& subject) {
  return {{"RouteTableId", text_of(subject.desired, "table")},
          {"DestinationCidrBlock", text_of(subject.desired, "destination")}};
}

Request write_route(std::string operation, const Subject& subject) {
  Object input = place(subject);
  std::string target = text_of(subject.desired, "target");
  input.append({target_member(target), target});
  return ec2(std::move(operation), std::move(input));
}

// One whose target has gone is there still (`blackhole`), and leads elsewhere when the target is another.
Reading read_route(const Value& output, const Subject& subject) {
  Reading reading;
  std::string destination = text_of(subject.desired, "destination");
  for (const Value& table : list_at(output, "RouteTables"))
    for (const Value& route : list_at(table, "Routes")) {
      if (route.string_or("DestinationCidrBlock", "") != destination) continue;
      reading.is_there = true;
      reading.identity = place(subject);
      reading.members = {{"table", text_of(table, "RouteTableId")},
                         {"destination", destination},
                         {"target", target_of(route)}};
    }
  return reading;
}

// ---- associations

// The id of an association changes with its table, the subnet stays.
Reading read_association(const Value& output, const Subject& subject) {
  Reading reading;
  std::string subnet = text_of(subject.desired, "subnet");
  for (const Value& table : list_at(output, "RouteTables"))
    for (const Value& association : list_at(table, "Associations")) {
      if (association.string_or("SubnetId", "") != subnet) continue;
      reading.is_there = true;
      reading.identity =
          Object{{"SubnetId", subnet}, {"AssociationId", text_of(association, "RouteTableAssociationId")}};
      reading.members = {{"subnet", subnet}, {"table", text_of(table, "RouteTableId")}};
    }
  return reading;
}

Request associate(const Subject& subject) {
  return ec2("AssociateRouteTable", {{"SubnetId", text_of(subject.desired, "subnet")},
                                     {"RouteTableId", text_of(subject.desired, "table")}});
}

std::vector<Request> change_association(const Subject& subject, const std::vector<std::string>&) {
  return {ec2("ReplaceRouteTableAssociation", {{"AssociationId", text_of(subject.identity, "AssociationId")},
                                               {"RouteTableId", text_of(subject.desired, "table")}})};
}

// Kinds that are told by describing a table, and have no tags.
engine::ResourceKind of_table(std::string_view name, const char* creating, const char* changing,
                              const char* removing) {
  engine::ResourceKind kind;
  kind.name = name;
  kind.found_by = engine::FoundBy::name;
  kind.busy = not_seen_yet();
  kind.patience = std::chrono::minutes(5);
  for (const std::string& code : kind.busy)
    kind.remedies[code] = "run it again: somebody has removed what it needs";
  kind.carries_traffic = true;
  kind.creating_calls = {{"ec2", creating}};
  kind.changing_calls = {{"ec2", changing}};
  kind.removing_calls = {{"ec2", removing}};
  kind.unmarkable = "it is ours by being of a route table of ours: import it with that one";
  return kind;
}

}  // namespace

engine::ResourceKind route_table_kind() {
  engine::ResourceKind kind = ec2_kind(route_table());
  kind.busy.emplace_back("DependencyViolation");
  kind.reasons["ec2 CreateRouteTable"] =
      "makes a table of its own, so that the network's main one leads nowhere";
  kind.reasons["ec2 DeleteRouteTable"] = "removes the table when no subnet uses it";
  kind.remedies["RouteTableLimitExceeded"] =
      "ask for more in Service Quotas (`Route tables per VPC`, L-589F43AA), and run it again";
  kind.remedies["DependencyViolation"] = "take this route table off subnets of others, and run it again";
  return kind;
}

engine::ResourceKind route_kind() {
  engine::ResourceKind kind = of_table(kRoute, "CreateRoute", "ReplaceRoute", "DeleteRoute");
  kind.why = "traffic to addresses outside of the network finds its gateway";
  kind.name_from = {"table", "destination"};
  kind.in_place = kind.interrupting = {"target"};
  kind.absent = {"InvalidRoute.NotFound", "InvalidRouteTableID.NotFound"};
  kind.taken = {"RouteAlreadyExists"};
  kind.reasons = {{"ec2 CreateRoute", "sends what leaves the network to a gateway"},
                  {"ec2 ReplaceRoute", "sends it to another gateway, without a moment between"},
                  {"ec2 DescribeRouteTables", "sees where the table sends it"},
                  {"ec2 DeleteRoute", "sends it there no more, so that the gateway can be removed"}};
  kind.create = [](const Subject& subject) { return write_route("CreateRoute", subject); };
  kind.find = kind.read = [](const Subject& subject) {
    return ec2("DescribeRouteTables", {{"RouteTableIds", json::Array{text_of(subject.desired, "table")}}});
  };
  kind.change = [](const Subject& subject, const std::vector<std::string>&) {
    return std::vector{write_route("ReplaceRoute", subject)};
  };
  kind.remove = [](const Subject& subject) { return ec2("DeleteRoute", place(subject)); };
  kind.identity_of = [](const Value&, const Subject& subject) { return place(subject); };
  kind.reading = read_route;
  return kind;
}

engine::ResourceKind association_kind() {
  engine::ResourceKind kind =
      of_table(kAssociation, "AssociateRouteTable", "ReplaceRouteTableAssociation", "DisassociateRouteTable");
  kind.why = "a subnet's traffic goes by its table";
  kind.name_from = {"subnet"};  // which has one table
  kind.in_place = kind.interrupting = {"table"};
  kind.absent = {"InvalidAssociationID.NotFound"};
  kind.taken = {"Resource.AlreadyAssociated"};
  kind.reasons = {
      {"ec2 AssociateRouteTable", "gives a subnet its table"},
      {"ec2 ReplaceRouteTableAssociation", "gives it another table, without a moment between"},
      {"ec2 DescribeRouteTables", "sees which table the subnet has"},
      {"ec2 DisassociateRouteTable", "takes the table off the subnet, so that both can be removed"}};
  kind.create = associate;
  kind.find = kind.read = [](const Subject& subject) {
    return ec2(
        "DescribeRouteTables",
        {{"Filters", json::Array{filter("association.subnet-id", text_of(subject.desired, "subnet"))}}});
  };
  kind.change = change_association;
  kind.remove = [](const Subject& subject) {
    return ec2("DisassociateRouteTable", {{"AssociationId", text_of(subject.identity, "AssociationId")}});
  };
  kind.identity_of = [](const Value& output, const Subject& subject) {
    return Object{{"SubnetId", text_of(subject.desired, "subnet")},
                  {"AssociationId", text_of(output, "AssociationId")}};
  };
  kind.reading = read_association;
  return kind;
}

}  // namespace blueprint

// Ways to AWS's services that do not lead through the internet: gateways in route tables, interfaces in subnets.
// https://docs.aws.amazon.com/vpc/latest/privatelink/concepts.html
#include <algorithm>

#include "blueprint/kinds/kinds.h"
#include "blueprint/network/kinds.h"

namespace blueprint {
namespace {

using engine::Reading;
using engine::Request;
using engine::Subject;
using json::Object;
using json::Value;

Ec2Thing endpoint() {
  return {.kind = std::string(kVpcEndpoint),
          .why =
              "a service of AWS is reached without the internet, and without what a NAT gateway costs for "
              "each byte",
          .type = "vpc-endpoint",
          .id = "VpcEndpointId",
          .describe = "DescribeVpcEndpoints",
          .ids = "VpcEndpointIds",
          .list = "VpcEndpoints",
          .create = "CreateVpcEndpoint",
          .made = "VpcEndpoint",
          .remove = "DeleteVpcEndpoints",
          .takes_token = true,
          .absent = "InvalidVpcEndpointId.NotFound",
          .members = {{"vpc", "VpcId"}, {"service", "ServiceName"}, {"type", "VpcEndpointType"}}};
}

// Where it is to be found: what is told as a list, and changed by what is added and what is removed.
struct Place {
  const char *member, *shown, *add, *remove;
};
constexpr Place kPlaces[] = {{"route_tables", "RouteTableIds", "AddRouteTableIds", "RemoveRouteTableIds"},
                             {"subnets", "SubnetIds", "AddSubnetIds", "RemoveSubnetIds"},
                             {"groups", "Groups", "AddSecurityGroupIds", "RemoveSecurityGroupIds"}};

std::vector<std::string> shown_ids(const Value& found, const Place& place) {
  if (std::string_view(place.member) != "groups") return found.strings_at(place.shown);
  std::vector<std::string> ids;
  for (const Value& group : list_at(found, place.shown)) ids.push_back(text_of(group, "GroupId"));
  return ids;
}

json::Array lacking(const std::vector<std::string>& from, const std::vector<std::string>& wanted) {
  json::Array missing;
  for (const std::string& each : wanted)
    if (std::find(from.begin(), from.end(), each) == from.end()) missing.push_back(each);
  return missing;
}

// An interface is made with its subnets and groups: it has none of them by itself, and without a group the default one.
Request create(const Request& regular, const Subject& subject) {
  Request request = regular;
  if (text_of(subject.desired, "type") != "Interface") return request;
  Object& input = request.input.as_object();
  input.set_if("SubnetIds", subject.desired.find("subnets"));
  input.set_if("SecurityGroupIds", subject.desired.find("groups"));
  input.set_if("PrivateDnsEnabled", subject.desired.find("private_dns"));
  return request;
}

void read_places(const Value& found, const Subject& subject, Reading& reading) {
  for (const Place& place : kPlaces)
    reading.members.append({place.member, in_desired_order(subject, place.member, shown_ids(found, place))});
  reading.members.append({"private_dns", found.bool_or("PrivateDnsEnabled", false)});
}

// Groups cannot be none for a moment, and what is added may need what stays: one call for all.
std::vector<Request> modify(const Subject& subject, const std::vector<std::string>& differing) {
  Object input{{"VpcEndpointId", id_of(endpoint(), subject)}};
  size_t before = input.size();
  Value observed(subject.observed);
  for (const Place& place : kPlaces) {
    if (std::find(differing.begin(), differing.end(), place.member) == differing.end()) continue;
    auto desired = subject.desired.strings_at(place.member), there = observed.strings_at(place.member);
    if (json::Array more = lacking(there, desired); !more.empty()) input.append({place.add, std::move(more)});
    if (json::Array less = lacking(desired, there); !less.empty())
      input.append({place.remove, std::move(less)});
  }
  if (std::find(differing.begin(), differing.end(), "private_dns") != differing.end())
    input.append({"PrivateDnsEnabled", subject.desired.bool_or("private_dns", false)});
  std::vector<Request> requests;
  if (input.size() > before) requests.push_back(ec2("ModifyVpcEndpoint", std::move(input)));
  return requests;
}

}  // namespace

engine::ResourceKind vpc_endpoint_kind() {
  engine::ResourceKind kind = ec2_kind(endpoint());
  kind.in_place = {"tags", "route_tables", "subnets", "groups", "private_dns"};
  kind.creating = std::chrono::seconds(90);
  kind.changing = std::chrono::seconds(30);
  kind.removing = std::chrono::seconds(90);
  kind.patience = std::chrono::minutes(20);
  kind.carries_traffic = true;
  kind.create = [regular = kind.create](const Subject& subject) { return create(regular(subject), subject); };
  kind.reading = [read = kind.reading](const Value& output, const Subject& subject) {
    Reading reading = read(output, subject);
    for (const Value& found : list_at(output, "VpcEndpoints"))
      if (reading.is_there && text_of(found, "VpcEndpointId") == text_of(reading.identity, "VpcEndpointId"))
        read_places(found, subject, reading);
    return reading;
  };
  kind.change = [change = kind.change](const Subject& subject, const std::vector<std::string>& differing) {
    std::vector<Request> requests = change(subject, differing);
    for (Request& each : modify(subject, differing)) requests.push_back(std::move(each));
    return requests;
  };
  kind.refusal = first_unsuccessful;
  kind.remove = [](const Subject& subject) {
    return ec2("DeleteVpcEndpoints", {{"VpcEndpointIds", json::Array{id_of(endpoint(), subject)}}});
  };
  kind.changing_calls = {{"ec2", "ModifyVpcEndpoint"}};
  kind.reasons["ec2 CreateVpcEndpoint"] = "makes the way to the service";
  kind.reasons["ec2 ModifyVpcEndpoint"] =
      "has it serve the subnets that it shall serve, by their tables or by interfaces";
  kind.reasons["ec2 DeleteVpcEndpoints"] =
      "removes it, and with it routes and interfaces that EC2 made for it";
  kind.remedies["VpcEndpointLimitExceeded"] =
      "remove endpoints that nobody uses, or ask for more in Service Quotas (`Gateway VPC endpoints per "
      "Region`, "
      "L-1B52E74A; `Interface VPC endpoints per VPC`, L-29B6F2EB); then run it again";
  kind.remedies["InvalidServiceName"] =
      "AWS has no endpoint of that service in this region: take it off the list";
  return kind;
}

}  // namespace blueprint

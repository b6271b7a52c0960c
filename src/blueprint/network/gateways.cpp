// The way out: an internet gateway and its attachment, elastic addresses, NAT gateways.
// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
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

Ec2Thing internet_gateway() {
  return {.kind = std::string(kInternetGateway),
          .why = "by which public subnets and NAT gateways reach the internet",
          .type = "internet-gateway",
          .id = "InternetGatewayId",
          .describe = "DescribeInternetGateways",
          .ids = "InternetGatewayIds",
          .list = "InternetGateways",
          .create = "CreateInternetGateway",
          .made = "InternetGateway",
          .remove = "DeleteInternetGateway",
          .absent = "InvalidInternetGatewayID.NotFound"};
}

Ec2Thing address() {
  return {.kind = std::string(kAddress),
          .why = "what a NAT gateway is known by outside: others let it in by it",
          .type = "elastic-ip",
          .id = "AllocationId",
          .describe = "DescribeAddresses",
          .ids = "AllocationIds",
          .list = "Addresses",
          .create = "AllocateAddress",
          .made = "",
          .remove = "ReleaseAddress",
          .absent = "InvalidAllocationID.NotFound",
          .outputs = {"PublicIp"},
          .always = {{"Domain", "vpc"}}};
}

Ec2Thing nat_gateway() {
  return {.kind = std::string(kNatGateway),
          .why = "by which nodes without public addresses reach the internet, and nobody reaches them",
          .type = "natgateway",
          .id = "NatGatewayId",
          .describe = "DescribeNatGateways",
          .ids = "NatGatewayIds",
          .list = "NatGateways",
          .create = "CreateNatGateway",
          .made = "NatGateway",
          .remove = "DeleteNatGateway",
          .takes_token = true,
          .absent = "NatGatewayNotFound",
          .members = {{"subnet", "SubnetId"}, {"address", "AllocationId"}},
          .filters = "Filter"};
}

// The first of its addresses; further ones are no part of this.
std::string first_address(const Value& gateway) {
  const json::Array& addresses = list_at(gateway, "NatGatewayAddresses");
  auto first = std::find_if(addresses.begin(), addresses.end(),
                            [](const Value& each) { return each.bool_or("IsPrimary", true); });
  return first == addresses.end() ? "" : text_of(*first, "AllocationId");
}

// ---- the attachment

Request attachment_request(std::string operation, const Subject& subject) {
  return ec2(std::move(operation), {{"InternetGatewayId", text_of(subject.desired, "gateway")},
                                    {"VpcId", text_of(subject.desired, "vpc")}});
}

Object attachment_identity(const Subject& subject) {
  return {{"InternetGatewayId", text_of(subject.desired, "gateway")},
          {"VpcId", text_of(subject.desired, "vpc")}};
}

// A gateway is attached to one VPC at most. Attached to another one, it is taken; ours is there no more then.
Reading read_attachment(const Value& output, const Subject& subject) {
  Reading reading;
  const json::Array& gateways = list_at(output, "InternetGateways");
  if (gateways.empty() || list_at(gateways[0], "Attachments").empty()) return reading;
  const Value& attachment = list_at(gateways[0], "Attachments")[0];
  std::string vpc = text_of(attachment, "VpcId"), state = text_of(attachment, "State");
  reading.is_ours = vpc == text_of(subject.desired, "vpc");
  reading.is_there = state != "detached" && (reading.is_ours || subject.identity.is_null());
  if (!reading.is_ours) reading.note = "the gateway is attached to " + vpc;
  if (state == "attaching") reading.condition = Reading::Condition::pending;
  if (state == "detaching") reading.condition = Reading::Condition::ending;
  reading.identity = attachment_identity(subject);
  reading.members = {{"gateway", text_of(gateways[0], "InternetGatewayId")}, {"vpc", vpc}};
  return reading;
}

}  // namespace

engine::ResourceKind internet_gateway_kind() {
  engine::ResourceKind kind = ec2_kind(internet_gateway());
  kind.busy.emplace_back("DependencyViolation");
  kind.reasons["ec2 CreateInternetGateway"] = "makes the gateway to the internet";
  kind.reasons["ec2 DeleteInternetGateway"] =
      "removes the gateway to the internet, detached as it is by then";
  kind.remedies["InternetGatewayLimitExceeded"] =
      "remove a gateway that is attached to nothing, or ask for more in Service Quotas (`Internet gateways "
      "per "
      "Region`, L-A4707A72); then run it again";
  return kind;
}

engine::ResourceKind attachment_kind() {
  engine::ResourceKind kind;
  kind.name = kAttachment;
  kind.why = "the internet gateway serves the network";
  kind.found_by = engine::FoundBy::name;
  kind.name_from = {"gateway"};
  kind.carries_traffic = true;
  kind.absent = {"InvalidInternetGatewayID.NotFound", "Gateway.NotAttached"};
  kind.taken = {"Resource.AlreadyAssociated"};
  kind.busy = not_seen_yet();
  kind.busy.emplace_back(
      "DependencyViolation");  // public addresses count for up to minutes after they were given back
  kind.patience = std::chrono::minutes(20);
  kind.creating_calls = {{"ec2", "AttachInternetGateway"}};
  kind.removing_calls = {{"ec2", "DetachInternetGateway"}};
  kind.reasons = {
      {"ec2 AttachInternetGateway", "connects the network with the internet"},
      {"ec2 DescribeInternetGateways", "sees whether the gateway is attached, and to which network"},
      {"ec2 DetachInternetGateway", "cuts the network off, without which neither of the two can be removed"}};
  kind.remedies["DependencyViolation"] =
      "public addresses are in use in this VPC: look for load balancers and elastic IP addresses of others, "
      "remove "
      "them, and run it again";
  kind.create = [](const Subject& subject) { return attachment_request("AttachInternetGateway", subject); };
  kind.find = kind.read = [](const Subject& subject) {
    return ec2("DescribeInternetGateways",
               {{"InternetGatewayIds", json::Array{text_of(subject.desired, "gateway")}}});
  };
  kind.change = [](const Subject&, const std::vector<std::string>&) { return std::vector<Request>(); };
  kind.remove = [](const Subject& subject) { return attachment_request("DetachInternetGateway", subject); };
  kind.unmarkable = "it is ours by being of a gateway of ours: import it with that one";
  kind.identity_of = [](const Value&, const Subject& subject) { return attachment_identity(subject); };
  kind.reading = read_attachment;
  return kind;
}

engine::ResourceKind address_kind() {
  engine::ResourceKind kind = ec2_kind(address());
  kind.busy.emplace_back("InvalidIPAddress.InUse");  // a NAT gateway gives it back when it has gone
  kind.reasons["ec2 AllocateAddress"] = "takes a public address that stays the same";
  kind.reasons["ec2 ReleaseAddress"] = "gives the public address back, which costs by the hour";
  kind.remedies["AddressLimitExceeded"] =
      "the account has as many elastic IP addresses in this region as it may: release those that nobody "
      "uses, ask for "
      "more in Service Quotas (`EC2-VPC Elastic IPs`, L-0263D0A3), or have one NAT gateway for all zones "
      "(`nat: "
      "single`); then run it again";
  kind.remedies["InvalidIPAddress.InUse"] = "take the address off what uses it, and run it again";
  return kind;
}

engine::ResourceKind nat_gateway_kind() {
  engine::ResourceKind kind = ec2_kind(nat_gateway());
  kind.name_from = {"address"};  // of which one gateway has it at a time
  kind.carries_traffic = true;
  kind.creating = std::chrono::seconds(106);
  kind.removing = std::chrono::seconds(58);
  kind.patience = std::chrono::minutes(15);
  kind.reasons["ec2 CreateNatGateway"] = "makes the way out for nodes without public addresses";
  kind.reasons["ec2 DeleteNatGateway"] = "removes the way out, which costs by the hour";
  kind.remedies["NatGatewayLimitExceeded"] =
      "remove a NAT gateway of that zone that nobody uses (those that are being deleted count for a minute), "
      "or ask "
      "for more in Service Quotas (`NAT gateways per Availability Zone`, L-FE5A380F); then run it again";
  kind.remedies["NotAvailableInZone"] = "take another zone, or one NAT gateway for all (`nat: single`)";
  kind.reading = [read = kind.reading](const Value& output, const Subject& subject) {
    Reading reading = read(output, subject);
    for (const Value& gateway : list_at(output, "NatGateways"))
      if (reading.is_there &&
          gateway.string_or("NatGatewayId", "") == reading.identity.string_or("NatGatewayId", ""))
        reading.members.set("address", first_address(gateway));
    return reading;
  };
  return kind;
}

}  // namespace blueprint

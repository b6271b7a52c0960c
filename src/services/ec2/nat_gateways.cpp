// NAT gateways. What a call asks for is answered at once with `pending`; whether it can be is found out meanwhile, and
// told as `failed` (Amazon VPC User Guide, "Troubleshoot NAT gateways": "NAT gateway creation fails").
#include <algorithm>

#include "account/call/facilities.h"
#include "account/record/index.h"
#include "account/record/lifecycle.h"
#include "services/ec2/address.h"
#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"
#include "services/ec2/interface.h"
#include "services/ec2/kinds.h"
#include "services/ec2/nat_gateway.h"
#include "services/ec2/resource.h"
#include "services/quotas.h"

namespace account::ec2 {
namespace {

using namespace std::chrono_literals;

// Typical times in logs of Terraform; what has ended is listed for an hour ("Delete a NAT gateway").
constexpr auto kListedFor = 3600s;
constexpr Transition kLife[] = {{"pending", "available", 106s, "pending"},
                                {"failing", "failed", 20s, "pending"},
                                {"deleting", "deleted", 58s, "deleting"}};
constexpr std::string_view kEndDeletion = "ec2.end_nat_gateway";
constexpr std::string_view kForget = "ec2.forget_nat_gateway";
constexpr std::string_view kRequester = "amazon-nat";

json::Array& addresses_of(json::Value& gateway) {
  return gateway.as_object()["NatGatewayAddresses"].as_array();
}

bool is_alive(const json::Value& gateway, base::Time now) {
  std::string state = nat_state(gateway, now);
  return state != "deleted" && state != "failed";
}

json::Value view(const Call& call, json::Value gateway) {
  std::string state = nat_state(gateway, call.now);
  gateway.as_object().set("State", state);
  if (state != "failed")
    for (std::string_view member : {"FailureCode", "FailureMessage"}) gateway.as_object().erase(member);
  for (std::string_view member : {"Since", "Speed"}) gateway.as_object().erase(member);
  return answered(std::move(gateway));
}

// --- made -----------------------------------------------------------------------------------------------------------

aws::Result<void> check_input(const Call& call) {
  const Input& in = call.input;
  TRY(check_not_given(in, {"VpcId", "AvailabilityZoneAddresses", "SecondaryPrivateIpAddresses",
                           "SecondaryPrivateIpAddressCount"}));
  if (in.text("AvailabilityMode") != "zonal") TRY(check_not_given(in, {"AvailabilityMode"}));
  if (in.text("SubnetId").empty())
    return aws::error("MissingParameter", 400, "The request must contain the parameter SubnetId");
  bool is_private = in.text("ConnectivityType") == "private";
  bool has_address = !in.text("AllocationId").empty();
  if (is_private && has_address)
    return aws::error("InvalidParameterCombination", 400,
                      "AllocationId cannot be specified for a private NAT gateway");
  if (is_private || has_address) return {};
  return aws::error(
      "MissingParameter", 400,
      "The request must include the AllocationId parameter. Add the required parameter and retry the "
      "request.");
}

aws::Result<void> check_zone(const Call& call, const std::string& zone) {
  size_t alive = 0;
  for (const Entry& one : find_through(call.state, kNatGateways, "_Zone", zone))
    if (is_alive(one.value, call.now)) ++alive;
  return check_quota(call, quotas::kNatGatewaysPerZone, alive);
}

json::Value new_gateway(const Call& call, const json::Value& subnet, json::Array tags) {
  const Input& in = call.input;
  return Object{{"NatGatewayId", new_id(call, kNatGateways)},
                {"SubnetId", subnet.string_or("SubnetId", "")},
                {"VpcId", subnet.string_or("VpcId", "")},
                {"ConnectivityType", in.has("ConnectivityType") ? in.text("ConnectivityType") : "public"},
                {"CreateTime", base::to_ms(call.now)},
                {"NatGatewayAddresses", json::Array()},
                {"Tags", std::move(tags)},
                {"_AllocationIds", json::Array()},
                {"_Zone", subnet.string_or("AvailabilityZone", "")}};
}

// An interface in the subnet, and the address of the internet on it. `address`: nullptr for a private one.
aws::Result<void> add_address(Call& call, json::Value& gateway, const json::Value& subnet,
                              json::Value* address, const std::string& private_ip) {
  if (address && is_associated(*address))
    return aws::error("Resource.AlreadyAssociated", 400, "Elastic IP address {} is already associated",
                      address->string_or("AllocationId", ""));
  NewInterface wanted{fmt::format("Interface for NAT Gateway {}", gateway.string_or("NatGatewayId", "")),
                      "nat_gateway",
                      {},
                      private_ip,
                      std::string(kRequester)};
  json::Value interface = TRY(make_interface(call, subnet, wanted));
  json::Array& all = addresses_of(gateway);
  Object shown{{"NetworkInterfaceId", interface.string_or("NetworkInterfaceId", "")},
               {"PrivateIp", interface.string_or("PrivateIpAddress", "")},
               {"IsPrimary", all.empty()},
               {"Status", "succeeded"}};
  if (address) {
    shown.set("AssociationId", associate_address(call, *address, interface));
    for (std::string_view member : {"AllocationId", "PublicIp"}) shown.set_if(member, address->find(member));
    gateway.as_object()["_AllocationIds"].as_array().push_back(*address->find("AllocationId"));
  }
  all.push_back(std::move(shown));
  return {};
}

// What keeps a gateway from being made, in the words of `failureMessage`.
aws::Result<void> build(Call& call, json::Value& gateway, const json::Value& subnet) {
  std::string vpc(gateway.string_or("VpcId", ""));
  bool is_public = gateway.string_or("ConnectivityType", "") == "public";
  if (is_public && !is_any_through(call.state, kInternetGateways, "_VpcId", vpc))
    return aws::error("Gateway.NotAttached", 400, "Network {} has no internet gateway attached", vpc);
  std::vector<json::Value> addresses;
  for (Found& found : call.found)
    if (*found.kind == kAddresses) addresses.push_back(std::move(found.record));
  if (addresses.empty())
    return add_address(call, gateway, subnet, nullptr, call.input.text("PrivateIpAddress"));
  for (json::Value& address : addresses)
    if (is_associated(address))
      return aws::error("Resource.AlreadyAssociated", 400, "Elastic IP address {} is already associated",
                        address.string_or("AllocationId", ""));
  for (json::Value& address : addresses)
    TRY(add_address(call, gateway, subnet, &address,
                    addresses_of(gateway).empty() ? call.input.text("PrivateIpAddress") : ""));
  return {};
}

void tear_down(State& state, json::Value& gateway) {
  for (const json::Value& one : addresses_of(gateway)) {
    disassociate_address(state, std::string(one.string_or("AllocationId", "")));
    erase_interface(state, std::string(one.string_or("NetworkInterfaceId", "")));
  }
  gateway.as_object().set("_AllocationIds", json::Array());
}

void fail(Call& call, json::Value& gateway, const aws::Error& why) {
  tear_down(call.state, gateway);
  gateway.as_object().set("FailureCode", why.code);
  gateway.as_object().set("FailureMessage",
                          why.code == "InsufficientFreeAddressesInSubnet"
                              ? "Subnet has insufficient free addresses to create this NAT gateway"
                              : why.message);
  keep_state(gateway, {"failing", call.now, call.facilities.speed});
  schedule(call.state, call.facilities,
           {call.now + kListedFor, kForget, std::string(gateway.string_or("NatGatewayId", ""))});
}

Output create(Call& call) {
  TRY(check_input(call));
  json::Value subnet = call.the().record;
  json::Array tags = TRY(tags_at_creation(call, kNatGateways));
  TRY(check_zone(call, std::string(subnet.string_or("AvailabilityZone", ""))));
  TRY(check_quota(call, quotas::kAddressesPerNatGateway,
                  call.found.size() - (call.found.size() > 1 ? 2 : 1)));
  json::Value gateway = new_gateway(call, subnet, std::move(tags));
  keep_state(gateway, {"pending", call.now, call.facilities.speed});
  if (auto built = build(call, gateway, subnet); !built) fail(call, gateway, built.error());
  call.make(kNatGateways, gateway.string_or("NatGatewayId", ""), gateway);
  json::Value shown = view(call, std::move(gateway));
  shown.as_object().set("State", "pending");  // also if nothing takes any time
  Object answer{{"NatGateway", std::move(shown)}};
  answer.set_if("ClientToken", call.input.find("ClientToken"));
  return answer;
}

Output describe_all(Call& call) {
  return describe(call, kDescribedNatGateways);
}

// --- changed --------------------------------------------------------------------------------------------------------

aws::Result<void> check_available(const Call& call, const Found& gateway) {
  std::string state = nat_state(gateway.record, call.now);
  if (state == "available") return {};
  return aws::error("InvalidState", 400, "NatGateway {} is in state {}, not available", gateway.named, state);
}

Output associate(Call& call) {
  TRY(check_not_given(call.input, {"PrivateIpAddresses", "AvailabilityZone", "AvailabilityZoneId"}));
  Found& gateway = call.found.at(0);
  TRY(check_available(call, gateway));
  json::Value subnet = TRY(require(call.state, kSubnets, gateway.text("SubnetId")));
  for (size_t i = 1; i < call.found.size(); ++i) {
    TRY(check_quota(call, quotas::kAddressesPerNatGateway, addresses_of(gateway.record).size()));
    TRY(add_address(call, gateway.record, subnet, &call.found[i].record, ""));
  }
  call.save(gateway);
  return Object{{"NatGatewayId", gateway.named}, {"NatGatewayAddresses", addresses_of(gateway.record)}};
}

// The first stays as long as the gateway.
Output disassociate(Call& call) {
  Found& gateway = call.found.at(0);
  TRY(check_available(call, gateway));
  json::Array gone;
  for (const std::string& id : call.input.texts("AssociationIds")) {
    json::Array& all = addresses_of(gateway.record);
    auto found = std::find_if(all.begin(), all.end(), [&](const json::Value& one) {
      return one.string_or("AssociationId", "") == id;
    });
    if (found == all.end() || found->bool_or("IsPrimary", false))
      return aws::error("InvalidParameterValue", 400,
                        "The association ID '{}' is not of a secondary address of the gateway", id);
    json::Value address = *found;
    all.erase(found);
    std::erase(gateway.fields()["_AllocationIds"].as_array(), *address.find("AllocationId"));
    disassociate_address(call.state, std::string(address.string_or("AllocationId", "")));
    erase_interface(call.state, std::string(address.string_or("NetworkInterfaceId", "")));
    address.as_object().set("Status", "disassociating");
    gone.push_back(std::move(address));
  }
  call.save(gateway);
  return Object{{"NatGatewayId", gateway.named}, {"NatGatewayAddresses", std::move(gone)}};
}

// --- deleted --------------------------------------------------------------------------------------------------------

Output delete_gateway(Call& call) {
  Found& gateway = call.the();
  if (std::string state = nat_state(gateway.record, call.now); state != "deleting" && state != "deleted") {
    keep_state(gateway.record, {"deleting", call.now, call.facilities.speed});
    base::Time end = ends_at(kLife, kept_state(gateway.record, "")).value_or(call.now);
    call.save(gateway);
    schedule(call.state, call.facilities, {end, kEndDeletion, gateway.named});
  }
  return Object{{"NatGatewayId", gateway.named}};
}

// Its addresses are free again only now.
void end_deletion(Due& due) {
  auto gateway = find(due.state, kNatGateways, due.id);
  if (!gateway) return;
  tear_down(due.state, *gateway);
  gateway->as_object().set("DeleteTime", base::to_ms(due.now));
  StateSince kept = kept_state(*gateway, "");
  store(due.state, kNatGateways, *gateway);
  schedule(due.state, due.facilities, {due.now + kept.speed.lasts(kListedFor), kForget, due.id});
}

void forget(Due& due) {
  if (auto gateway = find(due.state, kNatGateways, due.id); gateway && !is_alive(*gateway, due.now))
    remove(due.state, kNatGateways, due.id);
}

constexpr Effect kEffects[] = {{kEndDeletion, end_deletion}, {kForget, forget}};

constexpr Operation kOperations[] = {
    {"CreateNatGateway",
     {creates(kNatGateways).keys(said_keys), kCreateTags, on(kSubnets).when("SubnetId"),
      on(kAddresses).when("AllocationId"), on(kAddresses).each("SecondaryAllocationIds")},
     create},
    {"DescribeNatGateways", {any()}, describe_all},
    {"AssociateNatGatewayAddress", {on(kNatGateways), on(kAddresses).each("AllocationIds")}, associate},
    {"DisassociateNatGatewayAddress",
     {on(kNatGateways), on(kAddressOfAssociation).each("AssociationIds")},
     disassociate},
    {"DeleteNatGateway", {on(kNatGateways)}, delete_gateway},
};

}  // namespace

const Described kDescribedNatGateways{"DescribeNatGateways", kNatGateways, "NatGatewayIds",
                                      "NatGateways",         {},           view};

std::string nat_state(const json::Value& gateway, base::Time now) {
  StateSince state = state_at(kLife, kept_state(gateway, "available"), now);
  return std::string(shown(kLife, state.state));
}

std::span<const Effect> nat_gateway_effects() {
  return kEffects;
}

std::span<const Operation> nat_gateway_operations() {
  return kOperations;
}

}  // namespace account::ec2

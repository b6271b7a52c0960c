// Elastic IP addresses (Amazon VPC User Guide, "Elastic IP addresses").
#include <algorithm>

#include "account/call/facilities.h"
#include "account/record/index.h"
#include "services/ec2/address.h"
#include "services/ec2/cidr.h"
#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"
#include "services/ec2/kinds.h"
#include "services/ec2/resource.h"
#include "services/quotas.h"

namespace account::ec2 {
namespace {

// Amazon's own, of the region.
aws::Result<void> check_source(const Call& call) {
  const Input& in = call.input;
  TRY(check_not_given(in, {"IpamPoolId", "CustomerOwnedIpv4Pool", "Address"}));
  if (in.has("Domain") && in.text("Domain") != "vpc") TRY(check_not_given(in, {"Domain"}));
  if (in.has("PublicIpv4Pool") && in.text("PublicIpv4Pool") != "amazon")
    TRY(check_not_given(in, {"PublicIpv4Pool"}));
  if (in.has("NetworkBorderGroup") && in.text("NetworkBorderGroup") != call.region)
    TRY(check_not_given(in, {"NetworkBorderGroup"}));
  return {};
}

Output allocate(Call& call) {
  TRY(check_source(call));
  json::Array tags = TRY(tags_at_creation(call, kAddresses));
  size_t limit = static_cast<size_t>(most_of(call, quotas::kElasticIps)) + 1;
  TRY(check_quota(call, quotas::kElasticIps, call.state.ids(kAddresses.name, {.limit = limit}).size()));
  json::Value address = Object{{"AllocationId", new_id(call, kAddresses)},
                               {"PublicIp", new_public_ip(call)},
                               {"PublicIpv4Pool", "amazon"},
                               {"NetworkBorderGroup", call.region},
                               {"Domain", "vpc"},
                               {"Tags", std::move(tags)}};
  call.make(kAddresses, address.string_or("AllocationId", ""), address);
  address.as_object().erase("Tags");
  return address;
}

// By number or by address; one that is named must be there.
Output describe_all(Call& call) {
  std::vector<std::string> ips = call.input.texts("PublicIps");
  for (const std::string& ip : ips)
    if (!is_any_through(call.state, kAddresses, "PublicIp", ip)) return absent(kAddressOfIp, ip);
  Output answer = describe(call, kDescribedAddresses);
  if (!answer || ips.empty()) return answer;
  std::erase_if(answer->as_object()["Addresses"].as_array(), [&](const json::Value& one) {
    return std::find(ips.begin(), ips.end(), one.string_or("PublicIp", "")) == ips.end();
  });
  return answer;
}

json::Value attribute_view(const Call&, json::Value address) {
  Object all = std::move(address.as_object());
  return Object{{"AllocationId", all["AllocationId"]}, {"PublicIp", all["PublicIp"]}};
}

// Their reverse DNS names: none has one.
Output describe_attributes(Call& call) {
  constexpr Described kAttributes{
      "DescribeAddressesAttribute", kAddresses, "AllocationIds", "Addresses", {}, attribute_view};
  return describe(call, kAttributes);
}

Output associate(Call& call) {
  TRY(check_not_given(call.input, {"InstanceId", "PrivateIpAddress"}));
  bool is_said =
      call.found.size() == 2 && *call.found[0].kind == kAddresses && *call.found[1].kind == kInterfaces;
  if (!is_said)
    return aws::error("MissingParameter", 400,
                      "Either allocationId or publicIp, and a networkInterfaceId must be specified");
  Found& address = call.found.at(0);
  Found& interface = call.found.at(1);
  if (!is_any_through(call.state, kInternetGateways, "_VpcId", interface.text("VpcId")))
    return aws::error("Gateway.NotAttached", 400, "Network {} is not attached to any internet gateway",
                      interface.text("VpcId"));
  // "This is an idempotent operation" (EC2 API Reference, AssociateAddress).
  if (address.text("NetworkInterfaceId") == interface.named)
    return Object{{"AssociationId", address.text("AssociationId")}};
  bool may_move = call.input.flag("AllowReassociation", false);
  if (is_associated(address.record) && !may_move)
    return aws::error("Resource.AlreadyAssociated", 400,
                      "resource {} is already associated with associate-id {}", address.named,
                      address.text("AssociationId"));
  disassociate_address(call.state, address.named);
  // Another that leads to the same private address makes way, and stays allocated.
  if (const json::Value* former = interface.record.find("Association"))
    disassociate_address(call.state, std::string(former->string_or("AllocationId", "")));
  address.record = TRY(require(call.state, kAddresses, address.named));
  interface.record = TRY(require(call.state, kInterfaces, interface.named));
  return Object{{"AssociationId", associate_address(call, address.record, interface.record)}};
}

aws::Result<void> check_not_of_a_service(const Call& call, const json::Value& address) {
  auto interface = find(call.state, kInterfaces, address.string_or("NetworkInterfaceId", ""));
  if (!interface || !interface->bool_or("RequesterManaged", false)) return {};
  return aws::error("AuthFailure", 400, "You do not have permission to access the specified resource.");
}

Output disassociate(Call& call) {
  if (call.found.empty())
    return aws::error("MissingParameter", 400, "Either associationId or publicIp must be specified");
  TRY(check_not_of_a_service(call, call.the().record));
  disassociate_address(call.state, call.the().named);
  return Object{};
}

Output release(Call& call) {
  if (call.found.empty())
    return aws::error("MissingParameter", 400, "Either allocationId or publicIp must be specified");
  Found& address = call.the();
  if (is_associated(address.record))
    return aws::error("InvalidIPAddress.InUse", 400, "Address {} is in use.", address.text("PublicIp"));
  call.erase(address);
  return Object{};
}

constexpr Operation kOperations[] = {
    {"AllocateAddress", {creates(kAddresses).keys(said_keys), kCreateTags}, allocate},
    {"DescribeAddresses", {any()}, describe_all},
    {"DescribeAddressesAttribute", {any()}, describe_attributes},
    {"AssociateAddress",
     {on(kAddresses).when("AllocationId"), on(kAddressOfIp, "PublicIp").when("PublicIp"),
      on(kInterfaces).when("NetworkInterfaceId")},
     associate},
    {"DisassociateAddress",
     {on(kAddressOfAssociation, "AssociationId").when("AssociationId"),
      on(kAddressOfIp, "PublicIp").when("PublicIp")},
     disassociate},
    {"ReleaseAddress",
     {on(kAddresses).when("AllocationId"), on(kAddressOfIp, "PublicIp").when("PublicIp")},
     release},
};

}  // namespace

// Not in today's model, but clients still send it.
constexpr FilterPlace kFilters[] = {{"domain", "Domain"}};
const Described kDescribedAddresses{"DescribeAddresses", kAddresses, "AllocationIds", "Addresses", kFilters};

std::string new_public_ip(const Call& call) {
  Cidr block = Cidr::parse("198.18.0.0/15").value();
  for (;;) {
    std::string ip = block.address(call.facilities.random.below(block.size()));
    if (!is_any_through(call.state, kAddresses, "PublicIp", ip)) return ip;
  }
}

bool is_associated(const json::Value& address) {
  return address.find("AssociationId") != nullptr;
}

std::string associate_address(Call& call, json::Value& address, json::Value& interface) {
  std::string id = new_id(call, "eipassoc-");
  Object& fields = address.as_object();
  fields.set("AssociationId", id);
  for (std::string_view member : {"NetworkInterfaceId", "PrivateIpAddress", "SubnetId"})
    fields.set_if(member, interface.find(member));
  fields.set("NetworkInterfaceOwnerId", call.state.account());
  fields.set("_VpcId", interface.string_or("VpcId", ""));
  store(call.state, kAddresses, address);
  Object association{{"AssociationId", id}, {"IpOwnerId", call.state.account()}};
  for (std::string_view member : {"AllocationId", "PublicIp"})
    association.set_if(member, address.find(member));
  interface.as_object()["PrivateIpAddresses"].as_array().front().as_object().set("Association", association);
  interface.as_object().set("Association", std::move(association));
  store(call.state, kInterfaces, interface);
  return id;
}

void disassociate_address(State& state, const std::string& allocation_id) {
  auto address = find(state, kAddresses, allocation_id);
  if (!address || !is_associated(*address)) return;
  auto interface = find(state, kInterfaces, address->string_or("NetworkInterfaceId", ""));
  if (interface) {
    interface->as_object().erase("Association");
    for (json::Value& one : interface->as_object()["PrivateIpAddresses"].as_array())
      one.as_object().erase("Association");
    store(state, kInterfaces, *interface);
  }
  for (std::string_view member : {"AssociationId", "NetworkInterfaceId", "PrivateIpAddress", "SubnetId",
                                  "NetworkInterfaceOwnerId", "_VpcId"})
    address->as_object().erase(member);
  store(state, kAddresses, *address);
}

std::span<const Operation> address_operations() {
  return kOperations;
}

}  // namespace account::ec2

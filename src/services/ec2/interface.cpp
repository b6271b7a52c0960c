#include "services/ec2/interface.h"

#include <algorithm>

#include "account/call/facilities.h"
#include "account/record/index.h"
#include "services/ec2/address.h"
#include "services/ec2/cidr.h"
#include "services/ec2/kinds.h"
#include "services/ec2/resource.h"
#include "services/ec2/security_group.h"

namespace account::ec2 {
namespace {

constexpr std::string_view kUsed = "ec2.used_address";  // SUBNET/NUMBER: {Interface}
constexpr uint64_t kFirst = 4;  // AWS keeps the first four, and the last: "Subnet CIDR blocks"

std::string used_id(std::string_view subnet, uint64_t number) {
  return fmt::format("{}/{:08}", subnet, number);
}

// The lowest one that is not among those in use, which come in order.
std::optional<uint64_t> find_free(const State& state, const std::string& subnet, const Cidr& block) {
  uint64_t free = kFirst;
  for (const std::string& id : state.ids(kUsed, {.prefix = subnet + "/"})) {
    if (id != used_id(subnet, free)) break;
    ++free;
  }
  return free < block.size() - 1 ? std::optional(free) : std::nullopt;
}

std::string mac_address(const std::string& address) {
  std::string mac = "06";
  for (size_t i = 0; i + 1 < address.size(); i += 2) mac += ":" + address.substr(i, 2);
  return mac;
}

json::Array groups_of(const State& state, const std::vector<std::string>& ids) {
  json::Array groups;
  for (const std::string& id : ids) {
    auto group = find(state, kSecurityGroups, id);
    groups.push_back(Object{{"GroupId", id}, {"GroupName", group ? group->string_or("GroupName", "") : ""}});
  }
  return groups;
}

std::string attachment_id(std::string_view prefix, const json::Value& interface) {
  return fmt::format("{}-{}", prefix,
                     interface.string_or("NetworkInterfaceId", "").substr(kInterfaces.id_prefix.size()));
}

// To a machine of the service, which is no instance of the account (EC2 User Guide, "Requester-managed network
// interfaces").
void attach_to_service(const Call& call, json::Value& interface, const NewInterface& wanted) {
  Object& fields = interface.as_object();
  fields.set("RequesterId", wanted.requester);
  fields.set("Attachment", Object{{"AttachmentId", attachment_id(kServiceAttachment, interface)},
                                  {"AttachTime", base::to_ms(call.now)},
                                  {"DeleteOnTermination", false},
                                  {"DeviceIndex", 1},
                                  {"NetworkCardIndex", 0},
                                  {"InstanceOwnerId", "amazon-aws"},
                                  {"Status", "attached"}});
  if (!wanted.requester_role.empty()) fields.set("_RequesterRole", wanted.requester_role);
}

json::Array values_of(const std::vector<std::string>& texts) {
  return json::Array(texts.begin(), texts.end());
}

}  // namespace

uint64_t count_addresses(const State& state, const std::string& subnet) {
  return state.ids(kUsed, {.prefix = subnet + "/"}).size();
}

aws::Result<std::string> take_address(State& state, const json::Value& subnet, const std::string& interface,
                                      const std::string& wanted) {
  std::string id(subnet.string_or("SubnetId", ""));
  Cidr block = Cidr::parse(subnet.string_or("CidrBlock", "")).value();
  std::optional<uint64_t> number = wanted.empty() ? find_free(state, id, block) : block.number_of(wanted);
  if (!number && wanted.empty())
    return aws::error("InsufficientFreeAddressesInSubnet", 400,
                      "The specified subnet does not have enough free addresses to satisfy the request.");
  if (!number || *number < kFirst || *number >= block.size() - 1)
    return aws::error("InvalidParameterValue", 400,
                      "Address {} does not fall within the subnet's address range", wanted);
  if (state.contains(kUsed, used_id(id, *number)))
    return aws::error("InvalidIPAddress.InUse", 400, "Address {} is in use.", wanted);
  state.put(kUsed, used_id(id, *number), Object{{"Interface", interface}});
  return block.address(*number);
}

void free_addresses(State& state, const json::Value& interface) {
  std::string subnet_id(interface.string_or("SubnetId", ""));
  auto subnet = find(state, kSubnets, subnet_id);
  if (!subnet) return;
  Cidr block = Cidr::parse(subnet->string_or("CidrBlock", "")).value();
  for (const json::Value& one : interface.find("PrivateIpAddresses")->as_array())
    if (auto number = block.number_of(one.string_or("PrivateIpAddress", "")))
      state.erase(kUsed, used_id(subnet_id, *number));
}

aws::Result<json::Value> make_interface(Call& call, const json::Value& subnet, const NewInterface& wanted) {
  std::string id = new_id(call, kInterfaces);
  std::string address = TRY(take_address(call.state, subnet, id, wanted.private_ip));
  json::Array addresses{Object{{"PrivateIpAddress", address}, {"Primary", true}}};
  json::Value interface = Object{{"NetworkInterfaceId", id},
                                 {"SubnetId", subnet.string_or("SubnetId", "")},
                                 {"VpcId", subnet.string_or("VpcId", "")},
                                 {"AvailabilityZone", subnet.string_or("AvailabilityZone", "")},
                                 {"AvailabilityZoneId", subnet.string_or("AvailabilityZoneId", "")},
                                 {"OwnerId", call.state.account()},
                                 {"Description", wanted.description},
                                 {"InterfaceType", wanted.type},
                                 {"MacAddress", mac_address(call.facilities.random.hex(10))},
                                 {"PrivateIpAddress", address},
                                 {"PrivateIpAddresses", std::move(addresses)},
                                 {"Ipv6Addresses", json::Array()},
                                 {"Groups", groups_of(call.state, wanted.groups)},
                                 {"RequesterManaged", !wanted.requester.empty()},
                                 {"SourceDestCheck", wanted.type == "interface"},
                                 {"Status", wanted.requester.empty() ? "available" : "in-use"},
                                 {"TagSet", wanted.tags},
                                 {"_GroupIds", values_of(wanted.groups)}};
  if (!wanted.requester.empty()) attach_to_service(call, interface, wanted);
  call.make(kInterfaces, id, interface);
  return interface;
}

std::string default_group(const State& state, std::string_view vpc) {
  auto groups = find_through(state, kSecurityGroups, "_NameInVpc", fmt::format("{}/{}", vpc, kDefaultGroup));
  return groups.empty() ? "" : groups.front().id;
}

void attach_interface(Call& call, json::Value& interface, const std::string& instance, int64_t device_index,
                      bool goes_with_instance) {
  Object& fields = interface.as_object();
  fields.set("Status", "in-use");
  fields.set("_InstanceId", instance);
  fields.set("Attachment", Object{{"AttachmentId", attachment_id("eni-attach", interface)},
                                  {"AttachTime", base::to_ms(call.now)},
                                  {"DeleteOnTermination", goes_with_instance},
                                  {"DeviceIndex", device_index},
                                  {"NetworkCardIndex", 0},
                                  {"InstanceId", instance},
                                  {"InstanceOwnerId", call.state.account()},
                                  {"Status", "attached"}});
}

std::string interface_of_attachment(std::string_view attachment) {
  return fmt::format("{}{}", kInterfaces.id_prefix, attachment.substr(attachment.rfind('-') + 1));
}

void detach_interface(json::Value& interface) {
  take_public_address(interface);
  interface.as_object().set("Status", "available");
  for (std::string_view member : {"Attachment", "_InstanceId"}) interface.as_object().erase(member);
}

void give_public_address(const Call& call, json::Value& interface) {
  std::string ip = new_public_ip(call);
  std::string dashed = ip;
  std::replace(dashed.begin(), dashed.end(), '.', '-');
  Object association{{"IpOwnerId", "amazon"},
                     {"PublicIp", ip},
                     {"PublicDnsName", fmt::format("ec2-{}.{}.compute.amazonaws.com", dashed, call.region)}};
  interface.as_object()["PrivateIpAddresses"].as_array().front().as_object().set("Association", association);
  interface.as_object().set("Association", std::move(association));
}

void take_public_address(json::Value& interface) {
  const json::Value* association = interface.find("Association");
  if (!association || association->string_or("IpOwnerId", "") != "amazon") return;
  interface.as_object()["PrivateIpAddresses"].as_array().front().as_object().erase("Association");
  interface.as_object().erase("Association");
}

void erase_interface(State& state, const std::string& id) {
  auto interface = find(state, kInterfaces, id);
  if (!interface) return;
  free_addresses(state, *interface);
  remove(state, kInterfaces, id);
}

}  // namespace account::ec2

// Network interfaces (EC2 User Guide, "Elastic network interfaces"). Those of services (RequesterManaged) are their
// owners' business.
#include <algorithm>

#include "account/record/index.h"
#include "services/ec2/address.h"
#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"
#include "services/ec2/interface.h"
#include "services/ec2/kinds.h"
#include "services/ec2/resource.h"
#include "services/ec2/security_group.h"
#include "services/quotas.h"

namespace account::ec2 {
namespace {

std::vector<std::string> named_groups(const Call& call) {
  std::vector<std::string> groups;
  for (const Found& found : call.found)
    if (*found.kind == kSecurityGroups) groups.push_back(found.named);
  return groups;
}

aws::Result<void> check_groups(const Call& call, std::string_view vpc) {
  size_t count = 0;
  for (const Found& found : call.found) {
    if (!(*found.kind == kSecurityGroups)) continue;
    if (found.text("VpcId") != vpc)
      return aws::error("InvalidParameterValue", 400,
                        "You have specified two resources that belong to different networks.");
    TRY(check_quota(call, quotas::kSecurityGroupsPerInterface, count++));
  }
  return {};
}

// Its one address; empty: any that is free. What is asked for beside it is refused, not forgotten.
aws::Result<std::string> address_of(const Input& in) {
  TRY(check_not_given(in, {"SecondaryPrivateIpAddressCount", "Ipv6Addresses", "Ipv6AddressCount",
                           "Ipv4Prefixes", "Ipv4PrefixCount", "Ipv6Prefixes", "Ipv6PrefixCount",
                           "EnablePrimaryIpv6", "ConnectionTrackingSpecification"}));
  const json::Array& listed = in.list("PrivateIpAddresses");
  if (listed.empty()) return in.text("PrivateIpAddress");
  if (listed.size() > 1 || in.has("PrivateIpAddress"))
    return aws::error("UnsupportedOperation", 400, "More than one private address is not simulated");
  return std::string(listed[0].string_or("PrivateIpAddress", ""));
}

// What a service makes as its service-linked role is in use from then on, and nobody else may touch it.
void give_to_service(const policy::Principal& role, NewInterface& wanted) {
  wanted.requester = fmt::format("{}:{}", role.unique_id, role.arn.substr(role.arn.rfind('/') + 1));
  wanted.requester_role = role.role_arn;
}

bool is_of_caller(const Call& call, const Found& interface) {
  const policy::Principal& who = call.caller.principal;
  return who.service_linked && interface.text("_RequesterRole") == who.role_arn;
}

Output create(Call& call) {
  TRY(check_not_given(call.input, {"Operator"}));
  if (call.input.has("InterfaceType") && call.input.text("InterfaceType") != "interface")
    TRY(check_not_given(call.input, {"InterfaceType"}));
  json::Value subnet = call.the().record;
  std::string vpc = call.the().text("VpcId");
  TRY(check_groups(call, vpc));
  NewInterface wanted;
  wanted.description = call.input.text("Description");
  wanted.private_ip = TRY(address_of(call.input));
  wanted.groups = named_groups(call);
  if (wanted.groups.empty()) wanted.groups.push_back(default_group(call.state, vpc));
  wanted.tags = TRY(tags_at_creation(call, kInterfaces));
  if (call.caller.principal.service_linked) give_to_service(call.caller.principal, wanted);
  json::Value interface = TRY(make_interface(call, subnet, wanted));
  interface.as_object().set("Status", "pending");
  Object answer{{"NetworkInterface", answered(std::move(interface))}};
  answer.set_if("ClientToken", call.input.find("ClientToken"));
  return answer;
}

Output describe_all(Call& call) {
  return describe(call, kDescribedNetworkInterfaces);
}

Output describe_attribute(Call& call) {
  std::string id = call.input.text("NetworkInterfaceId"), name = call.input.text("Attribute");
  json::Value interface = TRY(require(call.state, kInterfaces, id));
  Object answer{{"NetworkInterfaceId", id}};
  if (name == "description")
    answer.set("Description", Object{{"Value", interface.string_or("Description", "")}});
  else if (name == "groupSet")
    answer.set_if("Groups", interface.find("Groups"));
  else if (name == "sourceDestCheck")
    answer.set("SourceDestCheck", Object{{"Value", interface.bool_or("SourceDestCheck", true)}});
  else if (name == "attachment")
    answer.set_if("Attachment", interface.find("Attachment"));
  else if (name.empty())
    return aws::error("MissingParameter", 400, "The request must contain the parameter attribute");
  else
    TRY(check_not_given(call.input, {"Attribute"}));
  return answer;
}

aws::Result<void> check_own(const Call& call, const Found& interface) {
  if (!interface.record.bool_or("RequesterManaged", false) || is_of_caller(call, interface)) return {};
  return aws::error("OperationNotPermitted", 400,
                    "You do not have permission to access the specified resource.");
}

// One attribute at a time ("You can specify only one attribute at a time").
Output modify_attribute(Call& call) {
  Found& interface = call.the();
  TRY(check_own(call, interface));
  const Input& in = call.input;
  TRY(check_not_given(in, {"EnaSrdSpecification", "EnablePrimaryIpv6", "ConnectionTrackingSpecification",
                           "AssociatePublicIpAddress", "AssociatedSubnetIds", "Attachment"}));
  int given = in.has("Description") + in.has("SourceDestCheck") + in.has("Groups");
  if (given != 1)
    return aws::error("InvalidParameterCombination", 400, "Exactly one attribute can be modified at a time");
  if (const json::Value* text = in.find("Description"))
    interface.fields().set("Description", text->string_or("Value", ""));
  if (const json::Value* check = in.find("SourceDestCheck"))
    interface.fields().set("SourceDestCheck", check->bool_or("Value", true));
  if (in.has("Groups")) {
    TRY(check_groups(call, interface.text("VpcId")));
    json::Array ids, groups;
    for (Found& found : call.found) {
      if (!(*found.kind == kSecurityGroups)) continue;
      ids.push_back(found.named);
      groups.push_back(Object{{"GroupId", found.named}, {"GroupName", found.text("GroupName")}});
    }
    interface.fields().set("_GroupIds", std::move(ids));
    interface.fields().set("Groups", std::move(groups));
  }
  call.save(interface);
  return Object{};
}

Output delete_interface(Call& call) {
  Found& interface = call.the();
  if (interface.text("Status") == "in-use" && !is_of_caller(call, interface))
    return aws::error("InvalidParameterValue", 400, "Network interface '{}' is currently in use.",
                      interface.named);
  // An address that led to it stays, and leads nowhere.
  if (const json::Value* association = interface.record.find("Association"))
    disassociate_address(call.state, std::string(association->string_or("AllocationId", "")));
  erase_interface(call.state, interface.named);
  return Object{};
}

constexpr FilterPlace kFilters[] = {
    {"addresses.association.owner-id", "PrivateIpAddresses[].Association.IpOwnerId"},
    {"addresses.", "PrivateIpAddresses[]."},
    {"group-id", "Groups[].GroupId"},
    {"ipv6-addresses.", "Ipv6Addresses[]."}};

constexpr Operation kOperations[] = {
    {"CreateNetworkInterface",
     {creates(kInterfaces).keys(said_keys), kCreateTags, on(kSubnets), on(kSecurityGroups).each("Groups")},
     create},
    {"DescribeNetworkInterfaces", {any()}, describe_all},
    {"DescribeNetworkInterfaceAttribute", {any()}, describe_attribute},
    {"ModifyNetworkInterfaceAttribute",
     {on(kInterfaces), on(kSecurityGroups).each("Groups")},
     modify_attribute},
    {"DeleteNetworkInterface", {on(kInterfaces)}, delete_interface},
};

}  // namespace

const Described kDescribedNetworkInterfaces{"DescribeNetworkInterfaces", kInterfaces, "NetworkInterfaceIds",
                                            "NetworkInterfaces", kFilters};

std::span<const Operation> network_interface_operations() {
  return kOperations;
}

}  // namespace account::ec2

// Subnets (Amazon VPC User Guide, "Subnets for your VPC"). Members of our own:
//   _RouteTableId, _NetworkAclId   with which it is associated
//   _TableAssociationId, _AclAssociationId   the ids of that
//   _Ids                           of its associations, by which calls find it
#include <fmt/format.h>

#include <algorithm>

#include "account/record/index.h"
#include "services/ec2/dependents.h"
#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"
#include "services/ec2/kinds.h"
#include "services/ec2/network_acl.h"
#include "services/ec2/resource.h"
#include "services/ec2/subnet.h"
#include "services/ec2/vpc.h"
#include "services/ec2/zones.h"
#include "services/quotas.h"

namespace account::ec2 {
namespace {

constexpr int kLargest = 16;
constexpr int kSmallest = 28;
constexpr int kLengthOfV6 = 64;
constexpr uint64_t kKept = 5;  // addresses that AWS keeps in each subnet: "Subnet CIDR blocks"

aws::Error bad_block(std::string_view text, std::string_view member) {
  return aws::Error(
      "InvalidParameterValue", 400,
      fmt::format("Value ({}) for parameter {} is invalid. This is not a valid CIDR block.", text, member));
}

// Within the VPC, and free.
aws::Result<void> check_block(const Call& call, const json::Value& vpc, const Cidr& block) {
  std::vector<Cidr> of_vpc = blocks_of(vpc);
  bool is_inside =
      std::any_of(of_vpc.begin(), of_vpc.end(), [&](const Cidr& one) { return one.contains(block); });
  bool has_length = block.is_v6() ? block.length() == kLengthOfV6
                                  : block.length() >= kLargest && block.length() <= kSmallest;
  if (!is_inside || !has_length)
    return aws::error("InvalidSubnet.Range", 400, "The CIDR '{}' is invalid.", block.text());
  for (const Entry& other : find_through(call.state, kSubnets, "VpcId", vpc.string_or("VpcId", "")))
    for (const Cidr& taken : blocks_of_subnet(other.value))
      if (taken.overlaps(block))
        return aws::error("InvalidSubnet.Conflict", 400, "The CIDR '{}' conflicts with another subnet",
                          block.text());
  return {};
}

aws::Result<Cidr> read_block(const Call& call, const json::Value& vpc) {
  if (!call.input.has("CidrBlock"))
    return aws::error("MissingParameter", 400, "Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided.");
  std::string text = call.input.text("CidrBlock");
  auto block = Cidr::parse(text);
  if (!block || block->is_v6()) return tl::unexpected(bad_block(text, "cidrBlock"));
  TRY(check_block(call, vpc, *block));
  return *block;
}

aws::Result<Zone> read_zone(const Call& call) {
  std::vector<Zone> zones = zones_of(call.region, call.state.account());
  std::string name = call.input.text("AvailabilityZone"), id = call.input.text("AvailabilityZoneId");
  if (name.empty() && id.empty()) return zones.front();
  std::vector<std::string> names;
  for (Zone& zone : zones) {
    if (zone.name == name || zone.id == id) return std::move(zone);
    names.push_back(zone.name);
  }
  return aws::error(
      "InvalidParameterValue", 400,
      "Value ({}) for parameter availabilityZone is invalid. Subnets can currently only be created in "
      "the following availability zones: {}.",
      name.empty() ? id : name, fmt::join(names, ", "));
}

json::Value new_subnet(const Call& call, NewSubnet wanted) {
  std::string id = new_id(call, kSubnets, wanted.tags);
  std::string arn = arn_of(call.state, kSubnets, Object{{"SubnetId", id}});
  return Object{{"SubnetId", id},
                {"SubnetArn", arn},
                {"VpcId", wanted.vpc},
                {"OwnerId", call.state.account()},
                {"CidrBlock", wanted.block.text()},
                {"AvailabilityZone", wanted.zone.name},
                {"AvailabilityZoneId", wanted.zone.id},
                {"State", "available"},
                {"DefaultForAz", wanted.is_default},
                {"MapPublicIpOnLaunch", wanted.is_default},
                {"MapCustomerOwnedIpOnLaunch", false},
                {"AssignIpv6AddressOnCreation", false},
                {"Ipv6CidrBlockAssociationSet", json::Array()},
                {"Ipv6Native", false},
                {"EnableDns64", false},
                {"PrivateDnsNameOptionsOnLaunch", Object{{"HostnameType", "ip-name"},
                                                         {"EnableResourceNameDnsARecord", false},
                                                         {"EnableResourceNameDnsAAAARecord", false}}},
                {"Tags", std::move(wanted.tags)},
                {"_Ids", json::Array()}};
}

// A block of IPv6, associated. Errors: it does not fit the VPC, or is taken.
aws::Result<json::Value> associate_v6(Call& call, json::Value& subnet, const json::Value& vpc) {
  std::string text = call.input.text("Ipv6CidrBlock");
  auto block = Cidr::parse(text);
  if (!block || !block->is_v6()) return tl::unexpected(bad_block(text, "ipv6CidrBlock"));
  TRY(check_block(call, vpc, *block));
  TRY(check_quota(call, quotas::kV6BlocksPerSubnet,
                  subnet.find("Ipv6CidrBlockAssociationSet")->as_array().size()));
  std::string id = new_id(call, "subnet-cidr-assoc-");
  Object association{{"AssociationId", id}, {"Ipv6CidrBlock", block->text()}};
  association.set("Ipv6CidrBlockState", Object{{"State", "associated"}});
  subnet.as_object()["Ipv6CidrBlockAssociationSet"].as_array().push_back(association);
  subnet.as_object()["_Ids"].as_array().push_back(id);
  return association;
}

Output create_subnet(Call& call) {
  const json::Value& vpc = call.the().record;
  TRY(check_not_given(call.input, {"Ipv4IpamPoolId", "Ipv6IpamPoolId", "OutpostArn", "Ipv4NetmaskLength",
                                   "Ipv6NetmaskLength"}));
  if (call.input.flag("Ipv6Native")) TRY(check_not_given(call.input, {"Ipv6Native"}));
  Cidr block = TRY(read_block(call, vpc));
  Zone zone = TRY(read_zone(call));
  json::Array tags = TRY(tags_at_creation(call, kSubnets));
  TRY(check_quota(call, quotas::kSubnetsPerVpc,
                  count_through(call.state, kSubnets, "VpcId", call.the().named)));
  json::Value subnet = make_subnet(call, {call.the().named, block, std::move(zone), std::move(tags)});
  if (call.input.has("Ipv6CidrBlock")) {
    TRY(associate_v6(call, subnet, vpc));
    store(call.state, kSubnets, subnet);
  }
  return Object{{"Subnet", shown_subnet(call, std::move(subnet))}};
}

Output describe_subnets(Call& call) {
  return describe(call, kDescribedSubnets);
}

// Where an attribute of ModifySubnetAttribute stands.
struct Attribute {
  std::string_view member;
  std::string_view kept;
  std::string_view inside = "";  // an object of the record
};
constexpr std::string_view kNames = "PrivateDnsNameOptionsOnLaunch";
constexpr Attribute kAttributes[] = {
    {"MapPublicIpOnLaunch", "MapPublicIpOnLaunch"},
    {"AssignIpv6AddressOnCreation", "AssignIpv6AddressOnCreation"},
    {"EnableDns64", "EnableDns64"},
    {"EnableResourceNameDnsARecordOnLaunch", "EnableResourceNameDnsARecord", kNames},
    {"EnableResourceNameDnsAAAARecordOnLaunch", "EnableResourceNameDnsAAAARecord", kNames},
};

// "You can only modify one attribute at a time" (EC2 API Reference, ModifySubnetAttribute).
aws::Result<void> check_one_attribute(const Input& in) {
  TRY(check_not_given(in, {"MapCustomerOwnedIpOnLaunch", "CustomerOwnedIpv4Pool", "EnableLniAtDeviceIndex",
                           "DisableLniAtDeviceIndex"}));
  int given = in.has("PrivateDnsHostnameTypeOnLaunch");
  for (const Attribute& one : kAttributes) given += in.has(one.member);
  if (given == 1) return {};
  if (given == 0) return aws::error("InvalidParameterCombination", 400, "No attributes specified.");
  return aws::error("InvalidParameterCombination", 400, "Fields for multiple attribute types specified");
}

Output modify_attribute(Call& call) {
  TRY(check_one_attribute(call.input));
  Object& subnet = call.the().fields();
  for (const Attribute& one : kAttributes) {
    const json::Value* value = call.input.find(one.member);
    if (!value) continue;
    Object& place = one.inside.empty() ? subnet : subnet[one.inside].as_object();
    place.set(one.kept, value->bool_or("Value", false));
  }
  if (call.input.has("PrivateDnsHostnameTypeOnLaunch"))
    subnet[kNames].as_object().set("HostnameType", call.input.text("PrivateDnsHostnameTypeOnLaunch"));
  bool has_v6 = !subnet["Ipv6CidrBlockAssociationSet"].as_array().empty();
  if (!has_v6 && subnet["AssignIpv6AddressOnCreation"].as_bool())
    return aws::error(
        "InvalidParameterValue", 400,
        "Invalid value for parameter 'assignIpv6AddressOnCreation': the subnet '{}' has no IPv6 CIDR "
        "block associated",
        call.the().named);
  call.save(call.the());
  return Object{};
}

Object changed(const Found& subnet, json::Value association, const char* state) {
  association.as_object().set("Ipv6CidrBlockState", Object{{"State", state}});
  return Object{{"Ipv6CidrBlockAssociation", std::move(association)}, {"SubnetId", subnet.named}};
}

Output associate_block(Call& call) {
  TRY(check_not_given(call.input, {"Ipv6IpamPoolId", "Ipv6NetmaskLength"}));
  json::Value vpc = TRY(require(call.state, kVpcs, call.the().text("VpcId")));
  json::Value association = TRY(associate_v6(call, call.the().record, vpc));
  call.save(call.the());
  return changed(call.the(), std::move(association), "associating");
}

Output disassociate_block(Call& call) {
  std::string id = call.input.text("AssociationId");
  Object& subnet = call.the().fields();
  json::Array& blocks = subnet["Ipv6CidrBlockAssociationSet"].as_array();
  auto found = std::find_if(blocks.begin(), blocks.end(),
                            [&](const json::Value& one) { return one.string_or("AssociationId", "") == id; });
  if (found == blocks.end()) return absent(kSubnetOfBlock, id);
  json::Value association = *found;
  blocks.erase(found);
  std::erase(subnet["_Ids"].as_array(), json::Value(id));
  call.save(call.the());
  return changed(call.the(), std::move(association), "disassociating");
}

constexpr Dependent kDependents[] = {{kInterfaces, "SubnetId"}};

// Its associations go with it.
Output delete_subnet(Call& call) {
  Found& subnet = call.the();
  TRY(check_no_dependents(
      call, kDependents, subnet.named,
      fmt::format("The subnet '{}' has dependencies and cannot be deleted.", subnet.named)));
  call.erase(subnet);
  return Object{};
}

constexpr FilterPlace kFilters[] = {
    {"cidr", "CidrBlock"},
    {"customer-owned-ipv4-pool", "CustomerOwnedIpv4Pool"},
    {"ipv6-cidr-block-association.state", "Ipv6CidrBlockAssociationSet[].Ipv6CidrBlockState.State"},
    {"ipv6-cidr-block-association.", "Ipv6CidrBlockAssociationSet[]."},
    {"private-dns-name-options-on-launch.enable-resource-name-dns-a-record",
     "PrivateDnsNameOptionsOnLaunch.EnableResourceNameDnsARecord"},
    {"private-dns-name-options-on-launch.enable-resource-name-dns-aaaa-record",
     "PrivateDnsNameOptionsOnLaunch.EnableResourceNameDnsAAAARecord"},
};

constexpr Operation kOperations[] = {
    {"CreateSubnet", {creates(kSubnets).keys(said_keys), kCreateTags, on(kVpcs)}, create_subnet},
    {"DescribeSubnets", {any()}, describe_subnets},
    {"ModifySubnetAttribute", {on(kSubnets)}, modify_attribute},
    {"AssociateSubnetCidrBlock", {on(kSubnets)}, associate_block},
    {"DisassociateSubnetCidrBlock", {on(kSubnetOfBlock, "AssociationId")}, disassociate_block},
    {"DeleteSubnet", {on(kSubnets)}, delete_subnet},
};

}  // namespace

const Described kDescribedSubnets{"DescribeSubnets", kSubnets, "SubnetIds",
                                  "Subnets",         kFilters, shown_subnet};

json::Value make_subnet(Call& call, NewSubnet wanted) {
  json::Value subnet = new_subnet(call, std::move(wanted));
  associate_with_default_acl(call, subnet);
  call.make(kSubnets, subnet.string_or("SubnetId", ""), subnet);
  return subnet;
}

json::Value shown_subnet(const Call& call, json::Value subnet) {
  uint64_t used = count_addresses(call.state, std::string(subnet.string_or("SubnetId", "")));
  uint64_t all = Cidr::parse(subnet.string_or("CidrBlock", "")).value().size() - kKept;
  subnet.as_object().set("AvailableIpAddressCount", static_cast<int64_t>(all - used));
  return answered(std::move(subnet));
}

std::vector<Cidr> blocks_of_subnet(const json::Value& subnet) {
  std::vector<Cidr> blocks;
  if (auto block = Cidr::parse(subnet.string_or("CidrBlock", ""))) blocks.push_back(*block);
  for (const json::Value& one : subnet.find("Ipv6CidrBlockAssociationSet")->as_array())
    if (auto block = Cidr::parse(one.string_or("Ipv6CidrBlock", ""))) blocks.push_back(*block);
  return blocks;
}

std::span<const Operation> subnet_operations() {
  return kOperations;
}

}  // namespace account::ec2

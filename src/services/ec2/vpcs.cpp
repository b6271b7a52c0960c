// VPCs: made, described, changed, deleted (Amazon VPC User Guide, "Create a VPC", "Delete your VPC").
#include "account/call/facilities.h"
#include "account/record/index.h"
#include "services/ec2/default_vpc.h"
#include "services/ec2/dependents.h"
#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"
#include "services/ec2/kinds.h"
#include "services/ec2/network_acl.h"
#include "services/ec2/resource.h"
#include "services/ec2/route_table.h"
#include "services/ec2/security_group.h"
#include "services/ec2/vpc.h"
#include "services/quotas.h"

namespace account::ec2 {
namespace {

// Which attribute stands where, and what it is in a new VPC (Amazon VPC User Guide, "DNS attributes for your VPC").
struct Attribute {
  std::string_view member;  // of calls
  std::string_view name;    // that DescribeVpcAttribute has for it
  std::string_view kept;
  bool is_on_at_first;
};
constexpr Attribute kAttributes[] = {
    {"EnableDnsSupport", "enableDnsSupport", "_EnableDnsSupport", true},
    {"EnableDnsHostnames", "enableDnsHostnames", "_EnableDnsHostnames", false},
    {"EnableNetworkAddressUsageMetrics", "enableNetworkAddressUsageMetrics",
     "_EnableNetworkAddressUsageMetrics", false},
};

aws::Result<void> check_source_of_addresses(const Input& in) {
  TRY(check_not_given(in,
                      {"Ipv6CidrBlock", "Ipv6Pool", "Ipv4IpamPoolId", "Ipv4NetmaskLength", "Ipv6IpamPoolId",
                       "Ipv6NetmaskLength", "Ipv6CidrBlockNetworkBorderGroup", "VpcEncryptionControl"}));
  if (in.has("CidrBlock")) return {};
  return aws::error("MissingParameter", 400, "Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided.");
}

json::Value new_vpc(const Call& call, NewVpc wanted) {
  json::Value vpc = Object{{"VpcId", new_id(call, kVpcs, wanted.tags)},
                           {"OwnerId", call.state.account()},
                           {"State", "available"},
                           {"CidrBlock", wanted.block.text()},
                           {"InstanceTenancy", wanted.tenancy},
                           {"IsDefault", wanted.is_default},
                           {"DhcpOptionsId", "default"},
                           {"Tags", std::move(wanted.tags)}};
  add_block(vpc, block_association(call, wanted.block), false);
  if (wanted.has_v6) add_block(vpc, block_association(call, take_amazon_block(call)), true);
  for (const Attribute& one : kAttributes) vpc.as_object().set(one.kept, one.is_on_at_first);
  if (wanted.is_default) {
    vpc.as_object().set("_EnableDnsHostnames", true);
    vpc.as_object().set("_IsDefault", "yes");
  }
  return vpc;
}

// What every VPC has from the start and loses with its end.
void make_defaults(Call& call, const std::string& vpc) {
  make_main_table(call, vpc);
  make_default_acl(call, vpc);
  make_group(call, vpc, std::string(kDefaultGroup), "default VPC security group", {});
}

Output create_vpc(Call& call) {
  const Input& in = call.input;
  make_default_vpc_once(call);
  TRY(check_source_of_addresses(in));
  Cidr block = TRY(read_vpc_block(in.text("CidrBlock")));
  NewVpc wanted{block};
  wanted.tags = TRY(tags_at_creation(call, kVpcs));
  if (in.has("InstanceTenancy")) wanted.tenancy = in.text("InstanceTenancy");
  wanted.has_v6 = in.flag("AmazonProvidedIpv6CidrBlock");
  TRY(check_vpc_quota(call));
  json::Value shown = answered(make_vpc(call, std::move(wanted)));
  shown.as_object().set("State", "pending");  // to its maker, for a moment
  return Object{{"Vpc", std::move(shown)}};
}

constexpr FilterPlace kFilters[] = {
    {"isDefault", "IsDefault"},  // not in today's model, but clients still send it
    {"cidr", "CidrBlock"},
    {"cidr-block-association.state", "CidrBlockAssociationSet[].CidrBlockState.State"},
    {"cidr-block-association.", "CidrBlockAssociationSet[]."},
    {"ipv6-cidr-block-association.state", "Ipv6CidrBlockAssociationSet[].Ipv6CidrBlockState.State"},
    {"ipv6-cidr-block-association.", "Ipv6CidrBlockAssociationSet[]."},
};
Output describe_vpcs(Call& call) {
  return describe(call, kDescribedVpcs);
}

Output describe_attribute(Call& call) {
  Object answer{{"VpcId", call.the().named}};
  for (const Attribute& one : kAttributes)
    if (one.name == call.input.text("Attribute"))
      answer.set(one.member, Object{{"Value", call.the().record.bool_or(one.kept, false)}});
  return answer;
}

// One at a time: "you cannot modify the DNS resolution and DNS hostnames attributes in the same request".
Output modify_attribute(Call& call) {
  const Attribute* changed = nullptr;
  for (const Attribute& one : kAttributes) {
    if (!call.input.has(one.member)) continue;
    if (changed)
      return aws::error("InvalidParameterCombination", 400, "Fields for multiple attribute types specified");
    changed = &one;
  }
  if (!changed) return aws::error("InvalidParameterCombination", 400, "No attributes specified.");
  call.the().fields().set(changed->kept, call.input.find(changed->member)->bool_or("Value", false));
  call.save(call.the());
  return Object{};
}

bool is_no_main(const Call&, const json::Value& table) {
  return !table.find("_MainAssociationId");
}
bool is_no_default_group(const Call&, const json::Value& group) {
  return group.string_or("GroupName", "") != kDefaultGroup;
}
bool is_no_default_acl(const Call&, const json::Value& acl) {
  return !acl.bool_or("IsDefault", false);
}

constexpr Dependent kDependents[] = {{kSubnets, "VpcId"},
                                     {kInternetGateways, "_VpcId"},
                                     {kEgressOnlyGateways, "_VpcId"},
                                     {kInterfaces, "VpcId"},
                                     {kVpcEndpoints, "VpcId"},
                                     {kRouteTables, "VpcId", is_no_main},
                                     {kSecurityGroups, "VpcId", is_no_default_group},
                                     {kNetworkAcls, "VpcId", is_no_default_acl}};

Output delete_vpc(Call& call) {
  Found& vpc = call.the();
  TRY(check_no_dependents(call, kDependents, vpc.named,
                          fmt::format("The vpc '{}' has dependencies and cannot be deleted.", vpc.named)));
  for (const Entry& group : find_through(call.state, kSecurityGroups, "VpcId", vpc.named))
    erase_group(call.state, group.id);
  for (const RecordKind* kind : {&kRouteTables, &kNetworkAcls})
    for (const Entry& one : find_through(call.state, *kind, "VpcId", vpc.named))
      remove(call.state, *kind, one.id);
  for (const Entry& log : find_through(call.state, kFlowLogs, "ResourceId", vpc.named))
    remove(call.state, kFlowLogs, log.id);
  for (const Cidr& block : blocks_of(vpc.record))
    if (block.is_v6()) free_amazon_block(call.state, block.text());
  call.erase(vpc);
  return Object{};
}

constexpr Operation kOperations[] = {
    {"CreateVpc", {creates(kVpcs).keys(said_keys), kCreateTags}, create_vpc},
    {"DescribeVpcs", {any()}, describe_vpcs},
    {"DescribeVpcAttribute", {on(kVpcs)}, describe_attribute},
    {"ModifyVpcAttribute", {on(kVpcs)}, modify_attribute},
    {"DeleteVpc", {on(kVpcs)}, delete_vpc},
};

}  // namespace

const Described kDescribedVpcs{"DescribeVpcs", kVpcs, "VpcIds", "Vpcs", kFilters};

json::Value make_vpc(Call& call, NewVpc wanted) {
  json::Value vpc = new_vpc(call, std::move(wanted));
  std::string id(vpc.string_or("VpcId", ""));
  call.make(kVpcs, id, vpc);
  make_defaults(call, id);
  return vpc;
}

aws::Result<void> check_vpc_quota(const Call& call) {
  size_t limit = static_cast<size_t>(most_of(call, quotas::kVpcs)) + 1;
  return check_quota(call, quotas::kVpcs, call.state.ids(kVpcs.name, {.limit = limit}).size());
}

std::span<const Operation> vpc_operations() {
  return kOperations;
}

}  // namespace account::ec2

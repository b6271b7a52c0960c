#include "services/ec2/resource.h"

#include <algorithm>
#include <set>

#include "account/call/facilities.h"
#include "account/record/tags.h"
#include "base/code_points.h"
#include "services/ec2/image.h"
#include "services/ec2/kinds.h"

namespace account::ec2 {
namespace {

constexpr size_t kMaxTags = 50;
constexpr std::string_view kWantedId = "_custom_id_";
// In characters (EC2 User Guide, "Tag restrictions").
constexpr size_t kMaxKey = 128;
constexpr size_t kMaxValue = 256;

const json::Array& tags_of(const json::Value& specification) {
  static const json::Array kNone;
  const json::Value* tags = specification.find("Tags");
  return tags && tags->is_array() ? tags->as_array() : kNone;
}

aws::Result<void> check_tag(const json::Value& tag) {
  std::string_view key = tag.string_or("Key", "");
  if (key.starts_with("aws:"))
    return aws::error("InvalidTagKey.Malformed", 400,
                      "Tag keys starting with 'aws:' are reserved for internal use");
  if (key.empty() || base::code_points(key).size() > kMaxKey)
    return aws::error("InvalidTagKey.Malformed", 400, "Tag key must have a length between 1 and {}", kMaxKey);
  if (base::code_points(tag.string_or("Value", "")).size() > kMaxValue)
    return aws::error("InvalidParameterValue", 400, "Tag value exceeds the maximum length of {} characters",
                      kMaxValue);
  return {};
}

std::string vpc_arn(const State& state, std::string_view id) {
  return arn_of(state, kVpcs, Object{{"VpcId", id}});
}

bool is_id(std::string_view text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return (text.size() == 8 || text.size() == 17) &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// Empty: none is wanted.
std::string wanted_id(const json::Array& tags) {
  for (const json::Value& tag : tags)
    if (tag.string_or("Key", "") == kWantedId) return std::string(tag.string_or("Value", ""));
  return "";
}

aws::Result<void> check_wanted_id(const Call& call, const RecordKind& kind, const json::Array& tags) {
  std::string id = wanted_id(tags);
  if (id.empty()) return {};
  if (!is_id(id, kind.id_prefix) || find(call.state, kind, id))
    return aws::error("InvalidParameterValue", 400, "'{}' is no id that a {} can have here", id, kind.type);
  return {};
}

}  // namespace

std::string new_id(const Call& call, std::string_view prefix) {
  return fmt::format("{}0{}", prefix, call.facilities.random.hex(16));
}

std::string new_id(const Call& call, const RecordKind& kind, const json::Array& tags) {
  std::string wanted = wanted_id(tags);
  return wanted.empty() ? new_id(call, kind.id_prefix) : wanted;
}

aws::Result<void> check_not_given(const Input& in, std::initializer_list<std::string_view> members) {
  for (std::string_view member : members)
    if (in.has(member)) return aws::error("UnsupportedOperation", 400, "{} is not simulated", member);
  return {};
}

json::Value answered(json::Value record) {
  Object shown;
  for (json::Member& member : record.as_object())
    if (!member.name.starts_with('_')) shown.append(std::move(member));
  return shown;
}

aws::Result<void> check_tags(const json::Array& coming, size_t all) {
  std::set<std::string_view> keys;
  for (const json::Value& tag : coming) {
    TRY(check_tag(tag));
    std::string_view key = tag.string_or("Key", "");
    if (!keys.insert(key).second)
      return aws::error("InvalidParameterValue", 400, "Duplicate tag key '{}' specified.", key);
  }
  if (all > kMaxTags)
    return aws::error("TagLimitExceeded", 400, "The maximum number of Tags for a resource has been reached.");
  return {};
}

aws::Result<json::Array> tags_at_creation(const Call& call, const RecordKind& kind) {
  json::Array tags;
  for (const json::Value& one : call.input.list("TagSpecifications")) {
    std::string_view type = one.string_or("ResourceType", "");
    if (type != kind.type)
      return aws::error("InvalidParameterValue", 400,
                        "'{}' is not a valid taggable resource type for this operation.", type);
    tags.insert(tags.end(), tags_of(one).begin(), tags_of(one).end());
  }
  // AWS's own services give tags that begin with `aws:`.
  json::Array of_caller = tags;
  if (call.caller.principal.service_linked)
    std::erase_if(of_caller,
                  [](const json::Value& tag) { return tag.string_or("Key", "").starts_with("aws:"); });
  TRY(check_tags(of_caller, tags.size()));
  TRY(check_wanted_id(call, kind, tags));
  for (json::Value& tag : tags)
    if (!tag.find("Value")) tag.as_object().set("Value", "");
  return tags;
}

bool tags_the_last(const Asking& asking, const Resource& last) {
  const json::Array& all = asking.call.input.list("TagSpecifications");
  return std::any_of(all.begin(), all.end(), [&](const json::Value& one) {
    return last.kind && one.string_or("ResourceType", "") == last.kind->type && !tags_of(one).empty();
  });
}

void create_action(const Call& call, const json::Value*, policy::Context& context) {
  context.set("ec2:CreateAction", std::string(call.operation));
}

void said_keys(const Call& call, const json::Value*, policy::Context& context) {
  const Input& in = call.input;
  auto said = [&](std::string_view member) { return in.knows(member) ? in.text(member) : std::string(); };
  if (std::string vpc = said("VpcId"); !vpc.empty()) context.set("ec2:Vpc", vpc_arn(call.state, vpc));
  if (std::string zone = said("AvailabilityZone"); !zone.empty()) context.set("ec2:AvailabilityZone", zone);
  if (in.knows("InstanceTenancy"))
    context.set("ec2:Tenancy", in.has("InstanceTenancy") ? in.text("InstanceTenancy") : "default");
}

void vpc_keys(const State&, const json::Value& record, policy::Context& context) {
  context.set("ec2:VpcID", std::string(record.string_or("VpcId", "")));
  context.set("ec2:Tenancy", std::string(record.string_or("InstanceTenancy", "")));
}

void in_vpc_keys(const State& state, const json::Value& record, policy::Context& context) {
  context.set("ec2:Vpc", vpc_arn(state, record.string_or("VpcId", "")));
}

void subnet_keys(const State& state, const json::Value& record, policy::Context& context) {
  in_vpc_keys(state, record, context);
  context.set("ec2:SubnetID", std::string(record.string_or("SubnetId", "")));
  context.set("ec2:AvailabilityZone", std::string(record.string_or("AvailabilityZone", "")));
  context.set("ec2:AvailabilityZoneId", std::string(record.string_or("AvailabilityZoneId", "")));
}

void internet_gateway_keys(const State&, const json::Value& record, policy::Context& context) {
  context.set("ec2:InternetGatewayID", std::string(record.string_or("InternetGatewayId", "")));
}

void route_table_keys(const State& state, const json::Value& record, policy::Context& context) {
  in_vpc_keys(state, record, context);
  context.set("ec2:RouteTableID", std::string(record.string_or("RouteTableId", "")));
}

void security_group_keys(const State& state, const json::Value& record, policy::Context& context) {
  in_vpc_keys(state, record, context);
  context.set("ec2:SecurityGroupID", std::string(record.string_or("GroupId", "")));
}

void network_acl_keys(const State& state, const json::Value& record, policy::Context& context) {
  in_vpc_keys(state, record, context);
  context.set("ec2:NetworkAclID", std::string(record.string_or("NetworkAclId", "")));
}

void dhcp_options_keys(const State&, const json::Value& record, policy::Context& context) {
  context.set("ec2:DhcpOptionsID", std::string(record.string_or("DhcpOptionsId", "")));
}

void address_keys(const State&, const json::Value& record, policy::Context& context) {
  context.set("ec2:AllocationId", std::string(record.string_or("AllocationId", "")));
  context.set("ec2:PublicIpAddress", std::string(record.string_or("PublicIp", "")));
  context.set("ec2:Domain", "vpc");
}

void interface_keys(const State& state, const json::Value& record, policy::Context& context) {
  in_vpc_keys(state, record, context);
  context.set("ec2:NetworkInterfaceID", std::string(record.string_or("NetworkInterfaceId", "")));
  context.set("ec2:Subnet", arn_of(state, kSubnets, Object{{"SubnetId", record.string_or("SubnetId", "")}}));
  context.set("ec2:AvailabilityZone", std::string(record.string_or("AvailabilityZone", "")));
}

void endpoint_keys(const State&, const json::Value& record, policy::Context& context) {
  context.set("ec2:VpceServiceName", std::string(record.string_or("ServiceName", "")));
  context.set("ec2:VpceServiceOwner", "amazon");
}

void key_pair_keys(const State&, const json::Value& record, policy::Context& context) {
  context.set("ec2:KeyPairName", std::string(record.string_or("KeyName", "")));
  context.set("ec2:KeyPairType", std::string(record.string_or("KeyType", "")));
}

Resource resource_of(const State& state, const RecordKind& kind, std::string id) {
  Resource resource;
  resource.kind = &kind;
  resource.arn = arn_of(state, kind, Object{{std::string(kind.name_member), id}});
  resource.record = find(state, kind, id);
  if (resource.record) resource.arn = arn_of(state, kind, *resource.record);
  resource.named = std::move(id);
  if (!resource.record) {
    resource.absent = absent(kind, resource.named).value();
    return resource;
  }
  add_resource_tags(resource.record->find(kind.tags_member), resource.keys, kind.tag_key_prefix);
  if (kind.keys) kind.keys(state, *resource.record, resource.keys);
  return resource;
}

const std::vector<const RecordKind*>& tagged_kinds() {
  static const std::vector<const RecordKind*> kKinds = {
      &kVpcs,        &kSubnets,      &kInternetGateways, &kRouteTables,
      &kNetworkAcls, &kDhcpOptions,  &kSecurityGroups,   &kSecurityGroupRules,
      &kAddresses,   &kNatGateways,  &kInterfaces,       &kEgressOnlyGateways,
      &kPrefixLists, &kVpcEndpoints, &kFlowLogs,         &kLaunchTemplates,
      &kKeyPairs,    &kInstances,    &kVolumes,          &kSnapshots,
      &kFleets,      &kImages};
  return kKinds;
}

}  // namespace account::ec2

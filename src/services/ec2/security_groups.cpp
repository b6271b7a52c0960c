// Security groups: made, described, deleted (Amazon VPC User Guide, "Control traffic to your AWS resources using
// security groups").
#include <algorithm>

#include "account/call/facilities.h"
#include "account/record/index.h"
#include "base/text.h"
#include "services/ec2/default_vpc.h"
#include "services/ec2/dependents.h"
#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"
#include "services/ec2/kinds.h"
#include "services/ec2/resource.h"
#include "services/ec2/security_group.h"
#include "services/ec2/vpc.h"
#include "services/quotas.h"

namespace account::ec2 {
namespace {

std::string default_vpc_id(const State& state) {
  auto vpc = find_default_vpc(state);
  return vpc ? vpc->id : "";
}

std::string name_in_vpc(std::string_view vpc, std::string_view name) {
  return fmt::format("{}/{}", vpc, base::lower(name));
}

aws::Result<void> check_name(const Call& call, const std::string& vpc, const std::string& name) {
  TRY(check_description(name, "security group name"));
  if (name == kDefaultGroup)
    return aws::error("InvalidParameterValue", 400, "Cannot use reserved security group name: {}", name);
  if (name.starts_with("sg-"))
    return aws::error("InvalidGroup.Reserved", 400,
                      "The security group name '{}' is reserved: it begins with sg-", name);
  if (!is_any_through(call.state, kSecurityGroups, "_NameInVpc", name_in_vpc(vpc, name))) return {};
  return aws::error("InvalidGroup.Duplicate", 400, "The security group '{}' already exists for VPC '{}'",
                    name, vpc);
}

Rule anywhere(const char* member, const char* block) {
  Rule rule;
  rule.is_egress = true;
  rule.peer_member = member;
  rule.peer = block;
  return rule;
}

Output create(Call& call) {
  std::string vpc = call.input.text("VpcId"), name = call.input.text("GroupName");
  make_default_vpc_once(call);
  if (vpc.empty()) vpc = default_vpc_id(call.state);
  if (vpc.empty()) return aws::error("VPCIdNotSpecified", 400, "No default VPC for this user");
  TRY(check_name(call, vpc, name));
  TRY(check_description(call.input.text("Description"), "security group description"));
  json::Array tags = TRY(tags_at_creation(call, kSecurityGroups));
  size_t limit = static_cast<size_t>(most_of(call, quotas::kSecurityGroups)) + 1;
  TRY(check_quota(call, quotas::kSecurityGroups,
                  call.state.ids(kSecurityGroups.name, {.limit = limit}).size()));
  json::Value group = make_group(call, vpc, name, call.input.text("Description"), std::move(tags));
  Object answer{{"GroupId", group.string_or("GroupId", "")},
                {"SecurityGroupArn", group.string_or("SecurityGroupArn", "")}};
  answer.set_if("Tags", group.find("Tags"));
  return answer;
}

json::Value view(const Call& call, json::Value group) {
  auto rules = find_through(call.state, kSecurityGroupRules, "GroupId", group.string_or("GroupId", ""));
  group.as_object().set("IpPermissions", permissions_of(call.state, rules, false));
  group.as_object().set("IpPermissionsEgress", permissions_of(call.state, rules, true));
  return answered(std::move(group));
}

// Groups are named in the default VPC alone.
aws::Result<void> check_names(const Call& call, const std::string& vpc) {
  for (const std::string& name : call.input.texts("GroupNames"))
    if (vpc.empty() || !is_any_through(call.state, kSecurityGroups, "_NameInVpc", name_in_vpc(vpc, name)))
      return aws::error("InvalidGroup.NotFound", 400,
                        "The security group '{}' does not exist in default VPC '{}'", name,
                        vpc.empty() ? "none" : vpc);
  return {};
}

Output describe_groups(Call& call) {
  make_default_vpc_once(call);
  std::string vpc = default_vpc_id(call.state);
  TRY(check_names(call, vpc));
  Output answer = describe(call, kDescribedSecurityGroups);
  std::vector<std::string> names = call.input.texts("GroupNames");
  if (!answer || names.empty()) return answer;
  std::erase_if(answer->as_object()["SecurityGroups"].as_array(), [&](const json::Value& one) {
    return one.string_or("VpcId", "") != vpc ||
           std::find(names.begin(), names.end(), one.string_or("GroupName", "")) == names.end();
  });
  return answer;
}

// Rules of its own do not keep a group.
bool is_of_another(const Call& call, const json::Value& rule) {
  return rule.string_or("GroupId", "") != call.found.at(0).named;
}

constexpr Dependent kDependents[] = {{kInterfaces, "_GroupIds"},
                                     {kSecurityGroupRules, "_ReferencedGroupId", is_of_another}};

Output delete_group(Call& call) {
  Found& group = call.the();
  if (group.text("GroupName") == kDefaultGroup)
    return aws::error("CannotDelete", 400,
                      "the specified group: \"{}\" name: \"{}\" cannot be deleted by a user", group.named,
                      kDefaultGroup);
  TRY(check_no_dependents(call, kDependents, group.named,
                          fmt::format("resource {} has a dependent object", group.named)));
  erase_group(call.state, group.named);
  return Object{{"Return", true}, {"GroupId", group.named}};
}

// What is shown under other names than those of filters.
constexpr FilterPlace kFilters[] = {
    {"ip-permission.cidr", "IpPermissions[].IpRanges[].CidrIp"},
    {"ip-permission.ipv6-cidr", "IpPermissions[].Ipv6Ranges[].CidrIpv6"},
    {"ip-permission.group-id", "IpPermissions[].UserIdGroupPairs[].GroupId"},
    {"ip-permission.group-name", "IpPermissions[].UserIdGroupPairs[].GroupName"},
    {"ip-permission.user-id", "IpPermissions[].UserIdGroupPairs[].UserId"},
    {"ip-permission.prefix-list-id", "IpPermissions[].PrefixListIds[].PrefixListId"},
    {"ip-permission.protocol", "IpPermissions[].IpProtocol"},
    {"ip-permission.", "IpPermissions[]."},
    {"egress.ip-permission.cidr", "IpPermissionsEgress[].IpRanges[].CidrIp"},
    {"egress.ip-permission.ipv6-cidr", "IpPermissionsEgress[].Ipv6Ranges[].CidrIpv6"},
    {"egress.ip-permission.group-id", "IpPermissionsEgress[].UserIdGroupPairs[].GroupId"},
    {"egress.ip-permission.group-name", "IpPermissionsEgress[].UserIdGroupPairs[].GroupName"},
    {"egress.ip-permission.user-id", "IpPermissionsEgress[].UserIdGroupPairs[].UserId"},
    {"egress.ip-permission.prefix-list-id", "IpPermissionsEgress[].PrefixListIds[].PrefixListId"},
    {"egress.ip-permission.protocol", "IpPermissionsEgress[].IpProtocol"},
    {"egress.ip-permission.", "IpPermissionsEgress[]."},
};

constexpr Operation kOperations[] = {
    {"CreateSecurityGroup",
     {creates(kSecurityGroups).keys(said_keys), kCreateTags, on(kVpcs).when("VpcId")},
     create},
    {"DescribeSecurityGroups", {any()}, describe_groups},
    {"DeleteSecurityGroup", {on(kSecurityGroups)}, delete_group},
};

}  // namespace

const Described kDescribedSecurityGroups{"DescribeSecurityGroups", kSecurityGroups, "GroupIds",
                                         "SecurityGroups",         kFilters,        view};

json::Value make_group(Call& call, const std::string& vpc, const std::string& name,
                       const std::string& description, json::Array tags) {
  std::string id = new_id(call, kSecurityGroups);
  json::Value group =
      Object{{"GroupId", id},
             {"GroupName", name},
             {"Description", description},
             {"VpcId", vpc},
             {"OwnerId", call.state.account()},
             {"SecurityGroupArn", arn_of(call.state, kSecurityGroups, Object{{"GroupId", id}})},
             {"Tags", std::move(tags)},
             {"_NameInVpc", name_in_vpc(vpc, name)}};
  call.make(kSecurityGroups, id, group);
  make_rule(call, id, anywhere("CidrIpv4", "0.0.0.0/0"), {});
  if (has_v6(call.state, vpc)) make_rule(call, id, anywhere("CidrIpv6", "::/0"), {});
  if (name != kDefaultGroup) return group;
  Rule members;
  members.peer_member = "ReferencedGroupId";
  members.peer = id;
  make_rule(call, id, members, {});
  return group;
}

void allow_v6_of_groups(Call& call, const std::string& vpc) {
  Rule of_v4 = anywhere("CidrIpv4", "0.0.0.0/0");
  for (const Entry& group : find_through(call.state, kSecurityGroups, "VpcId", vpc)) {
    std::vector<Rule> out;
    for (const Entry& rule : find_through(call.state, kSecurityGroupRules, "GroupId", group.id))
      if (Rule one = rule_of(rule.value); one.is_egress) out.push_back(std::move(one));
    if (out.size() == 1 && out.front().is_same(of_v4))
      make_rule(call, group.id, anywhere("CidrIpv6", "::/0"), {});
  }
}

void erase_group(State& state, const std::string& id) {
  for (const Entry& rule : find_through(state, kSecurityGroupRules, "GroupId", id))
    remove(state, kSecurityGroupRules, rule.id);
  remove(state, kSecurityGroups, id);
}

std::span<const Operation> security_group_operations() {
  return kOperations;
}

}  // namespace account::ec2

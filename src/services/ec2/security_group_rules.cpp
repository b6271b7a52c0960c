// Rules of security groups: added, taken away and changed, by what they allow or by their id (Amazon VPC User Guide,
// "Security group rules").
#include <algorithm>

#include "account/record/index.h"
#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"
#include "services/ec2/kinds.h"
#include "services/ec2/resource.h"
#include "services/ec2/security_group.h"
#include "services/quotas.h"

namespace account::ec2 {
namespace {

std::vector<Entry> rules_of_group(const Call& call) {
  return find_through(call.state, kSecurityGroupRules, "GroupId", call.found.at(0).named);
}

// Also the one rule that some calls give member by member.
aws::Result<std::vector<Rule>> given_rules(const Call& call, bool is_egress) {
  for (std::string_view member : {"GroupName", "SourceSecurityGroupName", "SourceSecurityGroupOwnerId"})
    if (call.input.knows(member)) TRY(check_not_given(call.input, {member}));
  json::Array permissions = call.input.list("IpPermissions");
  if (call.input.knows("CidrIp") && call.input.has("CidrIp")) {
    Object one{{"IpRanges", json::Array{Object{{"CidrIp", call.input.text("CidrIp")}}}}};
    for (std::string_view member : {"IpProtocol", "FromPort", "ToPort"})
      one.set_if(member, call.input.find(member));
    permissions.push_back(std::move(one));
  }
  return read_permissions(call, permissions, is_egress);
}

aws::Result<void> check_room(const Call& call, const std::vector<Rule>& all, const Rule& coming) {
  bool is_v6 = coming.peer_member == "CidrIpv6";
  auto same = std::count_if(all.begin(), all.end(), [&](const Rule& one) {
    return one.is_egress == coming.is_egress && (one.peer_member == "CidrIpv6") == is_v6;
  });
  return check_quota(call, quotas::kRulesPerSecurityGroup, static_cast<size_t>(same));
}

// All of them or none.
Output authorize(Call& call, bool is_egress) {
  std::vector<Rule> coming = TRY(given_rules(call, is_egress));
  if (coming.empty())
    return aws::error("MissingParameter", 400, "The request must contain the parameter ipPermissions");
  json::Array tags = TRY(tags_at_creation(call, kSecurityGroupRules));
  std::vector<Rule> all;
  for (const Entry& entry : rules_of_group(call)) all.push_back(rule_of(entry.value));
  for (const Rule& rule : coming) {
    if (std::any_of(all.begin(), all.end(), [&](const Rule& one) { return one.is_same(rule); }))
      return aws::error("InvalidPermission.Duplicate", 400, "the specified rule \"{}\" already exists",
                        told(rule));
    TRY(check_room(call, all, rule));
    all.push_back(rule);
  }
  json::Array made;
  for (const Rule& rule : coming) made.push_back(answered(make_rule(call, call.the().named, rule, tags)));
  return Object{{"Return", true}, {"SecurityGroupRules", std::move(made)}};
}

Output authorize_ingress(Call& call) {
  return authorize(call, false);
}
Output authorize_egress(Call& call) {
  return authorize(call, true);
}

// A rule of the group and of that direction.
aws::Result<json::Value> require_rule(const Call& call, const std::string& id,
                                      std::optional<bool> is_egress) {
  json::Value rule = TRY(require(call.state, kSecurityGroupRules, id));
  bool is_here = rule.string_or("GroupId", "") == call.found.at(0).named &&
                 (!is_egress || rule.bool_or("IsEgress", false) == *is_egress);
  if (!is_here) return absent(kSecurityGroupRules, id);
  return rule;
}

aws::Result<json::Value> require_same(const std::vector<Entry>& there, const Rule& rule) {
  for (const Entry& one : there)
    if (rule_of(one.value).is_same(rule)) return one.value;
  return aws::error("InvalidPermission.NotFound", 400,
                    "The specified rule does not exist in this security group.");
}

// "If the values you specify do not match the existing rule's values, an InvalidPermission.NotFound client error is
// returned, and no rules are revoked" (EC2 API Reference, RevokeSecurityGroupIngress, of VPCs that are no default).
aws::Result<std::vector<json::Value>> find_revoked(const Call& call, bool is_egress) {
  std::vector<json::Value> found;
  for (const std::string& id : call.input.texts("SecurityGroupRuleIds"))
    found.push_back(TRY(require_rule(call, id, is_egress)));
  std::vector<Entry> there = rules_of_group(call);
  for (const Rule& rule : TRY(given_rules(call, is_egress))) {
    found.push_back(TRY(require_same(there, rule)));
  }
  return found;
}

Output revoke(Call& call, bool is_egress) {
  std::vector<json::Value> rules = TRY(find_revoked(call, is_egress));
  if (rules.empty())
    return aws::error("MissingParameter", 400,
                      "The request must contain the parameter ipPermissions or securityGroupRuleIds");
  json::Array revoked;
  for (const json::Value& rule : rules) {
    Object shown;
    for (std::string_view member : {"SecurityGroupRuleId", "GroupId", "IsEgress", "IpProtocol", "FromPort",
                                    "ToPort", "CidrIpv4", "CidrIpv6", "PrefixListId", "Description"})
      shown.set_if(member, rule.find(member));
    shown.set_if("ReferencedGroupId", rule.find("_ReferencedGroupId"));
    revoked.push_back(std::move(shown));
    remove(call.state, kSecurityGroupRules, rule.string_or("SecurityGroupRuleId", ""));
  }
  return Object{{"Return", true}, {"RevokedSecurityGroupRules", std::move(revoked)}};
}

Output revoke_ingress(Call& call) {
  return revoke(call, false);
}
Output revoke_egress(Call& call) {
  return revoke(call, true);
}

// A rule takes another's place; its direction stays.
Output modify(Call& call) {
  for (const json::Value& update : call.input.list("SecurityGroupRules")) {
    std::string id(update.string_or("SecurityGroupRuleId", ""));
    json::Value record = TRY(require_rule(call, id, std::nullopt));
    const json::Value* request = update.find("SecurityGroupRule");
    if (!request) continue;
    Rule rule = TRY(read_rule_request(call, *request, record.bool_or("IsEgress", false)));
    for (const Entry& other : rules_of_group(call))
      if (other.id != id && rule_of(other.value).is_same(rule))
        return aws::error("InvalidPermission.Duplicate", 400, "the specified rule \"{}\" already exists",
                          told(rule));
    write_rule(call.state, record, rule);
    store(call.state, kSecurityGroupRules, id, record);
  }
  return Object{{"Return", true}};
}

void set_description(Call& call, json::Value record, const json::Value* text) {
  record.as_object().erase("Description");
  record.as_object().set_if("Description", text);
  store(call.state, kSecurityGroupRules, record);
}

// By id, or by what a rule allows; without a text the description goes.
Output describe_rules_anew(Call& call, bool is_egress) {
  for (const json::Value& one : call.input.list("SecurityGroupRuleDescriptions")) {
    json::Value rule =
        TRY(require_rule(call, std::string(one.string_or("SecurityGroupRuleId", "")), is_egress));
    set_description(call, std::move(rule), one.find("Description"));
  }
  std::vector<Entry> there = rules_of_group(call);
  for (const Rule& rule : TRY(given_rules(call, is_egress))) {
    json::Value same = TRY(require_same(there, rule));
    json::Value text(rule.description.value_or(""));
    set_description(call, std::move(same), rule.description ? &text : nullptr);
  }
  return Object{{"Return", true}};
}

Output describe_ingress_anew(Call& call) {
  return describe_rules_anew(call, false);
}
Output describe_egress_anew(Call& call) {
  return describe_rules_anew(call, true);
}

Output describe_all(Call& call) {
  return describe(call, kDescribedSecurityGroupRules);
}

// What is made is asked about together with the group (Service Authorization Reference: AuthorizeSecurityGroupIngress
// takes rules, too, where they get tags).
bool tags_rules(const Asking& asking, const Resource&) {
  return asking.gives("TagSpecifications");
}
constexpr Need kNewRules = creates(kSecurityGroupRules).when({"TagSpecifications", tags_rules});

constexpr Operation kOperations[] = {
    {"AuthorizeSecurityGroupIngress", {on(kSecurityGroups), kNewRules, kCreateTags}, authorize_ingress},
    {"AuthorizeSecurityGroupEgress", {on(kSecurityGroups), kNewRules, kCreateTags}, authorize_egress},
    {"RevokeSecurityGroupIngress", {on(kSecurityGroups)}, revoke_ingress},
    {"RevokeSecurityGroupEgress", {on(kSecurityGroups)}, revoke_egress},
    {"ModifySecurityGroupRules",
     {on(kSecurityGroups), on(kSecurityGroupRules).each("SecurityGroupRules")},
     modify},
    {"UpdateSecurityGroupRuleDescriptionsIngress", {on(kSecurityGroups)}, describe_ingress_anew},
    {"UpdateSecurityGroupRuleDescriptionsEgress", {on(kSecurityGroups)}, describe_egress_anew},
    {"DescribeSecurityGroupRules", {any()}, describe_all},
};

}  // namespace

const Described kDescribedSecurityGroupRules{"DescribeSecurityGroupRules", kSecurityGroupRules,
                                             "SecurityGroupRuleIds", "SecurityGroupRules"};

std::span<const Operation> security_group_rule_operations() {
  return kOperations;
}

}  // namespace account::ec2

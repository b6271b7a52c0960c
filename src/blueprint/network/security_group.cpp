// Security groups and their rules, each of which is a thing of its own: others may add theirs to a group of ours.
// https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
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

Ec2Thing security_group() {
  return {.kind = std::string(kSecurityGroup),
          .why = "who may reach what has it, and whom that may reach",
          .type = "security-group",
          .id = "GroupId",
          .describe = "DescribeSecurityGroups",
          .ids = "GroupIds",
          .list = "SecurityGroups",
          .create = "CreateSecurityGroup",
          .made = "",
          .remove = "DeleteSecurityGroup",
          .absent = "InvalidGroup.NotFound",
          .members = {{"vpc", "VpcId"}, {"name", "GroupName"}, {"description", "Description"}}};
}

Ec2Thing rule() {
  return {.kind = std::string(kSecurityGroupRule),
          .why = "one thing that may come in, or go out",
          .type = "security-group-rule",
          .id = "SecurityGroupRuleId",
          .describe = "DescribeSecurityGroupRules",
          .ids = "SecurityGroupRuleIds",
          .list = "SecurityGroupRules",
          .create = "AuthorizeSecurityGroupIngress",
          .made = "",
          .remove = "RevokeSecurityGroupIngress",
          .absent = "InvalidSecurityGroupRuleId.NotFound"};
}

// ---- what every group has from the start: to everywhere, by all protocols

const char* const kEverywhere = "0.0.0.0/0";

bool is_open(const Value& group) {
  const json::Array& permissions = list_at(group, "IpPermissionsEgress");
  return std::any_of(permissions.begin(), permissions.end(), [](const Value& permission) {
    const json::Array& blocks = list_at(permission, "IpRanges");
    return permission.string_or("IpProtocol", "") == "-1" &&
           std::any_of(blocks.begin(), blocks.end(),
                       [](const Value& block) { return block.string_or("CidrIp", "") == kEverywhere; });
  });
}

Request open_or_close(const Subject& subject) {
  bool opens = text_of(subject.desired, "egress") == "all";
  Object permission{{"IpProtocol", "-1"}, {"IpRanges", json::Array{Object{{"CidrIp", kEverywhere}}}}};
  return ec2(opens ? "AuthorizeSecurityGroupEgress" : "RevokeSecurityGroupEgress",
             {{"GroupId", text_of(subject.identity, "GroupId")},
              {"IpPermissions", json::Array{std::move(permission)}}});
}

// ---- rules

bool is_egress(const Subject& subject) {
  return text_of(subject.desired, "direction") == "egress";
}

std::string by_direction(const Subject& subject, const char* verb) {
  return fmt::format("{}SecurityGroup{}", verb, is_egress(subject) ? "Egress" : "Ingress");
}

// Where a rule's peer stands in the call that makes one: a list, and a member of its elements.
struct PeerPlace {
  const char *list, *member;
};
PeerPlace peer_place(std::string_view peer) {
  if (peer.starts_with("sg-")) return {"UserIdGroupPairs", "GroupId"};
  if (peer.starts_with("pl-")) return {"PrefixListIds", "PrefixListId"};
  if (peer.find(':') != std::string_view::npos) return {"Ipv6Ranges", "CidrIpv6"};
  return {"IpRanges", "CidrIp"};
}
// And in the call that changes one.
const char* changed_peer(std::string_view peer) {
  if (peer.starts_with("sg-")) return "ReferencedGroupId";
  if (peer.starts_with("pl-")) return "PrefixListId";
  return peer.find(':') != std::string_view::npos ? "CidrIpv6" : "CidrIpv4";
}

std::string shown_peer(const Value& rule) {
  if (const Value* group = rule.find("ReferencedGroupInfo")) return text_of(*group, "GroupId");
  for (const char* member : {"PrefixListId", "CidrIpv6", "CidrIpv4"})
    if (std::string peer = text_of(rule, member); !peer.empty()) return peer;
  return "";
}

Object protocol_and_ports(const Subject& subject) {
  Object input{{"IpProtocol", text_of(subject.desired, "protocol")}};
  if (text_of(subject.desired, "protocol") == "-1") return input;
  input.append({"FromPort", subject.desired.int_or("from_port", -1)});
  input.append({"ToPort", subject.desired.int_or("to_port", -1)});
  return input;
}

Request authorize(const Subject& subject) {
  std::string peer = text_of(subject.desired, "peer");
  PeerPlace place = peer_place(peer);
  Object permission = protocol_and_ports(subject);
  permission.append(
      {place.list,
       json::Array{Object{{place.member, peer}, {"Description", text_of(subject.desired, "description")}}}});
  return ec2(by_direction(subject, "Authorize"),
             {{"GroupId", text_of(subject.desired, "group")},
              {"IpPermissions", json::Array{std::move(permission)}},
              {"TagSpecifications", tag_specifications(rule(), subject)}});
}

Request modify(const Subject& subject) {
  std::string peer = text_of(subject.desired, "peer");
  Object changed = protocol_and_ports(subject);
  changed.append({changed_peer(peer), peer});
  changed.append({"Description", text_of(subject.desired, "description")});
  Object update{{"SecurityGroupRuleId", id_of(rule(), subject)}, {"SecurityGroupRule", std::move(changed)}};
  return ec2("ModifySecurityGroupRules", {{"GroupId", text_of(subject.desired, "group")},
                                          {"SecurityGroupRules", json::Array{std::move(update)}}});
}

Object read_members(const Value& found) {
  return {{"group", text_of(found, "GroupId")},
          {"direction", found.bool_or("IsEgress", false) ? "egress" : "ingress"},
          {"protocol", text_of(found, "IpProtocol")},
          {"from_port", found.int_or("FromPort", -1)},
          {"to_port", found.int_or("ToPort", -1)},
          {"peer", shown_peer(found)},
          {"description", text_of(found, "Description")}};
}

// By its id; where nobody knows that, by all that EC2 takes for the same rule.
bool is_it(const Value& found, const Object& members, const Subject& subject) {
  if (!subject.identity.is_null()) return text_of(found, "SecurityGroupRuleId") == id_of(rule(), subject);
  return std::all_of(members.begin(), members.end(), [&](const json::Member& member) {
    const Value* desired = subject.desired.find(member.name);
    return member.name == "description" || (desired && *desired == member.value);
  });
}

// It is ours by being of a group of ours. Without our tags it gets them.
Reading read_rule(const Value& output, const Subject& subject) {
  for (const Value& found : list_at(output, "SecurityGroupRules")) {
    Object members = read_members(found);
    if (!is_it(found, members, subject)) continue;
    Reading reading = read_thing(rule(), found, subject);
    reading.is_ours = true;
    for (json::Member& member : members) reading.members.append(std::move(member));
    return reading;
  }
  return {};
}

}  // namespace

engine::ResourceKind security_group_kind() {
  engine::ResourceKind kind = ec2_kind(security_group());
  kind.found_by = engine::FoundBy::name;
  kind.name_from = {"vpc", "name"};
  kind.in_place.emplace_back("egress");
  kind.taken = {"InvalidGroup.Duplicate"};
  kind.busy.emplace_back("DependencyViolation");
  kind.patience = std::chrono::minutes(20);
  kind.find = [](const Subject& subject) {
    return ec2("DescribeSecurityGroups",
               {{"Filters", json::Array{filter("vpc-id", text_of(subject.desired, "vpc")),
                                        filter("group-name", text_of(subject.desired, "name"))}}});
  };
  kind.reading = [read = kind.reading](const Value& output, const Subject& subject) {
    Reading reading = read(output, subject);
    if (reading.is_there)
      reading.members.append({"egress", is_open(list_at(output, "SecurityGroups")[0]) ? "all" : "none"});
    return reading;
  };
  kind.change = [change = kind.change](const Subject& subject, const std::vector<std::string>& differing) {
    std::vector<Request> requests = change(subject, differing);
    if (std::find(differing.begin(), differing.end(), "egress") != differing.end())
      requests.push_back(open_or_close(subject));
    return requests;
  };
  kind.changing_calls = {{"ec2", "RevokeSecurityGroupEgress"}};
  kind.reasons["ec2 CreateSecurityGroup"] = "makes a group that lets nothing in yet";
  kind.reasons["ec2 RevokeSecurityGroupEgress"] =
      "closes a group that needs to reach nobody: EC2 makes them open";
  kind.reasons["ec2 AuthorizeSecurityGroupEgress"] = "opens a group again that somebody has closed";
  kind.reasons["ec2 DeleteSecurityGroup"] = "removes the group when nothing has it and no rule names it";
  kind.remedies["SecurityGroupLimitExceeded"] =
      "remove groups that nobody uses, or ask for more in Service Quotas (`VPC security groups per Region`, "
      "L-E79EC296); then run it again";
  kind.remedies["DependencyViolation"] =
      "network interfaces have this security group, or rules of other groups name it: remove those, and run "
      "it again";
  return kind;
}

engine::ResourceKind security_group_rule_kind() {
  engine::ResourceKind kind = ec2_kind(rule());
  kind.found_by = engine::FoundBy::name;
  kind.name_from = {"group", "direction", "protocol", "from_port", "to_port", "peer"};
  kind.in_place = {"protocol", "from_port", "to_port", "peer", "description", "tags"};
  kind.absent = {"InvalidSecurityGroupRuleId.NotFound", "InvalidPermission.NotFound",
                 "InvalidGroup.NotFound"};
  kind.taken = {"InvalidPermission.Duplicate"};
  kind.create = authorize;
  kind.find = [](const Subject& subject) {
    return ec2("DescribeSecurityGroupRules",
               {{"Filters", json::Array{filter("group-id", text_of(subject.desired, "group"))}}});
  };
  kind.identity_of = [](const Value& output, const Subject&) {
    const json::Array& rules = list_at(output, "SecurityGroupRules");
    return Object{{"SecurityGroupRuleId", rules.empty() ? "" : text_of(rules[0], "SecurityGroupRuleId")}};
  };
  kind.reading = read_rule;
  kind.change = [](const Subject& subject, const std::vector<std::string>& differing) {
    std::vector<Request> requests;
    bool is_only_tags = differing == std::vector<std::string>{"tags"};
    if (!is_only_tags) requests.push_back(modify(subject));
    if (std::find(differing.begin(), differing.end(), "tags") == differing.end()) return requests;
    for (Request& each : change_tags(id_of(rule(), subject), subject)) requests.push_back(std::move(each));
    return requests;
  };
  kind.remove = [](const Subject& subject) {
    return ec2(by_direction(subject, "Revoke"),
               {{"GroupId", text_of(subject.desired, "group")},
                {"SecurityGroupRuleIds", json::Array{id_of(rule(), subject)}}});
  };
  kind.changing_calls = {{"ec2", "ModifySecurityGroupRules"}};
  kind.reasons["ec2 AuthorizeSecurityGroupIngress"] = "lets one kind of traffic in";
  kind.reasons["ec2 AuthorizeSecurityGroupEgress"] = "lets one kind of traffic out";
  kind.reasons["ec2 ModifySecurityGroupRules"] = "brings a rule to what is desired, without a moment between";
  kind.reasons["ec2 RevokeSecurityGroupIngress"] = "lets that traffic in no more";
  kind.reasons["ec2 RevokeSecurityGroupEgress"] = "lets that traffic out no more";
  kind.remedies["RulesPerSecurityGroupLimitExceeded"] =
      "take rules off that group, or ask for more in Service Quotas (`Inbound or outbound rules per security "
      "group`, "
      "L-0EA8095F); then run it again";
  return kind;
}

}  // namespace blueprint

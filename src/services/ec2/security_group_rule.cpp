// One rule of a security group: read from calls, compared, written and shown.
#include <algorithm>

#include "base/text.h"
#include "services/ec2/cidr.h"
#include "services/ec2/kinds.h"
#include "services/ec2/prefix_list.h"
#include "services/ec2/resource.h"
#include "services/ec2/security_group.h"

namespace account::ec2 {
namespace {

constexpr int64_t kMaxPort = 65535;

// Protocols that EC2 writes by name ("Protocol Numbers", IANA).
struct Protocol {
  std::string_view number, name;
};
constexpr Protocol kProtocols[] = {
    {"6", "tcp"}, {"17", "udp"}, {"1", "icmp"}, {"58", "icmpv6"}, {"all", "-1"}};

std::string name_of(std::string_view protocol) {
  std::string lower = base::lower(protocol);
  for (const Protocol& one : kProtocols)
    if (one.number == lower) return std::string(one.name);
  return lower;
}

bool has_ports(std::string_view protocol) {
  return protocol == "tcp" || protocol == "udp";
}

bool is_icmp(std::string_view protocol) {
  return protocol == "icmp" || protocol == "icmpv6";
}

// Of a type or a code; -1 stands for all.
bool is_icmp_type(int64_t value) {
  return value >= -1 && value <= 255;
}

bool is_protocol(const std::string& name) {
  if (name == "-1" || has_ports(name) || is_icmp(name)) return true;
  auto number = base::parse_int(name);
  return number && *number >= 0 && *number <= 255;
}

// Protocol and ports; of ICMP type and code.
aws::Result<Rule> read_traffic(const json::Value& permission, bool is_egress) {
  Rule rule;
  rule.is_egress = is_egress;
  std::string_view said = permission.string_or("IpProtocol", "");
  if (said.empty())
    return aws::error("InvalidParameterValue", 400,
                      "Invalid value 'null' for protocol. VPC security group rules must specify protocols "
                      "explicitly.");
  rule.protocol = name_of(said);
  if (!is_protocol(rule.protocol))
    return aws::error("InvalidParameterValue", 400, "Invalid value '{}' for IP protocol. Unknown protocol.",
                      said);
  if (has_ports(rule.protocol) && (!permission.find("FromPort") || !permission.find("ToPort")))
    return aws::error("InvalidParameterValue", 400,
                      "Invalid value for portRange. Must specify both from and to ports with TCP/UDP.");
  bool has_range = has_ports(rule.protocol) || is_icmp(rule.protocol);
  if (!has_range) return rule;
  rule.from = permission.int_or("FromPort", -1);
  rule.to = permission.int_or("ToPort", -1);
  bool fits = has_ports(rule.protocol)
                  ? rule.from >= 0 && rule.from <= rule.to && rule.to <= kMaxPort
                  : is_icmp_type(rule.from) && is_icmp_type(rule.to) && (rule.from != -1 || rule.to == -1);
  if (!fits)
    return aws::error("InvalidParameterValue", 400, "Invalid value for portRange: {}-{}.", rule.from,
                      rule.to);
  return rule;
}

aws::Result<Rule> with_block(Rule rule, const char* member, std::string_view text, bool is_v6) {
  auto block = Cidr::parse(text);
  if (!block || block->is_v6() != is_v6)
    return aws::error("InvalidParameterValue", 400, "CIDR block {} is malformed", text);
  rule.peer_member = member;
  rule.peer = block->text();
  return rule;
}

aws::Result<Rule> with_group(const Call& call, Rule rule, std::string_view id) {
  json::Value group = TRY(require(call.state, kSecurityGroups, id));
  bool is_of_one = !call.found.empty() && *call.found[0].kind == kSecurityGroups;
  if (is_of_one && group.string_or("VpcId", "") != call.found[0].text("VpcId"))
    return aws::error("InvalidGroup.NotFound", 400,
                      "You have specified two resources that belong to different networks.");
  rule.peer_member = "ReferencedGroupId";
  rule.peer = id;
  return rule;
}

aws::Result<Rule> with_list(const Call& call, Rule rule, std::string_view id) {
  TRY(require_list(call.state, id));
  rule.peer_member = "PrefixListId";
  rule.peer = id;
  return rule;
}

Rule described(Rule rule, const json::Value& source) {
  if (const json::Value* text = source.find("Description")) rule.description = text->as_string();
  return rule;
}

aws::Result<void> check_descriptions(const std::vector<Rule>& rules) {
  for (const Rule& rule : rules)
    if (rule.description) TRY(check_description(*rule.description, "rule description"));
  return {};
}

const json::Array& list_at(const json::Value& value, std::string_view member) {
  static const json::Array kNone;
  const json::Value* list = value.find(member);
  return list && list->is_array() ? list->as_array() : kNone;
}

// A rule for each peer of one permission.
aws::Result<void> add_rules(const Call& call, const json::Value& permission, bool is_egress,
                            std::vector<Rule>& rules) {
  Rule traffic = TRY(read_traffic(permission, is_egress));
  size_t before = rules.size();
  for (const json::Value& one : list_at(permission, "IpRanges"))
    rules.push_back(described(TRY(with_block(traffic, "CidrIpv4", one.string_or("CidrIp", ""), false)), one));
  for (const json::Value& one : list_at(permission, "Ipv6Ranges"))
    rules.push_back(
        described(TRY(with_block(traffic, "CidrIpv6", one.string_or("CidrIpv6", ""), true)), one));
  for (const json::Value& one : list_at(permission, "UserIdGroupPairs"))
    rules.push_back(described(TRY(with_group(call, traffic, one.string_or("GroupId", ""))), one));
  for (const json::Value& one : list_at(permission, "PrefixListIds"))
    rules.push_back(described(TRY(with_list(call, traffic, one.string_or("PrefixListId", ""))), one));
  if (rules.size() > before) return {};
  return aws::error("MissingParameter", 400,
                    "The request must contain a source or destination for each permission");
}

// Of a permission that is shown: where a peer stands, and how it is written.
struct PeerList {
  std::string_view member;  // of a rule's record
  std::string_view list;
  std::string_view name;
};
constexpr PeerList kPeers[] = {{"CidrIpv4", "IpRanges", "CidrIp"},
                               {"CidrIpv6", "Ipv6Ranges", "CidrIpv6"},
                               {"PrefixListId", "PrefixListIds", "PrefixListId"},
                               {"_ReferencedGroupId", "UserIdGroupPairs", "GroupId"}};

Object new_permission(const Rule& rule) {
  Object permission{{"IpProtocol", rule.protocol}};
  if (has_ports(rule.protocol) || is_icmp(rule.protocol)) {
    permission.set("FromPort", rule.from);
    permission.set("ToPort", rule.to);
  }
  for (const PeerList& one : kPeers) permission.set(one.list, json::Array());
  return permission;
}

void add_peer(const State& state, const json::Value& record, Object& permission) {
  for (const PeerList& one : kPeers) {
    const json::Value* peer = record.find(one.member);
    if (!peer) continue;
    Object shown{{std::string(one.name), *peer}};
    shown.set_if("Description", record.find("Description"));
    if (one.name == "GroupId") shown.set("UserId", state.account());
    permission[one.list].as_array().push_back(std::move(shown));
  }
}

}  // namespace

// EC2 API Reference, CreateSecurityGroup, "GroupDescription".
aws::Result<void> check_description(std::string_view text, std::string_view what) {
  constexpr std::string_view kLetters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789. _-:/()#,@[]+=&;{}!$*";
  if (text.size() <= 255 && text.find_first_not_of(kLetters) == text.npos) return {};
  return aws::error(
      "InvalidParameterValue", 400,
      "Invalid {}. Valid {}s are strings less than 256 characters from the following set:  a-zA-Z0-9. "
      "_-:/()#,@[]+=&;{{}}!$*",
      what, what.substr(what.rfind(' ') + 1));
}

bool Rule::is_same(const Rule& other) const {
  return is_egress == other.is_egress && protocol == other.protocol && from == other.from && to == other.to &&
         peer_member == other.peer_member && peer == other.peer;
}

aws::Result<std::vector<Rule>> read_permissions(const Call& call, const json::Array& permissions,
                                                bool is_egress) {
  std::vector<Rule> rules;
  for (const json::Value& one : permissions) TRY(add_rules(call, one, is_egress, rules));
  TRY(check_descriptions(rules));
  return rules;
}

aws::Result<Rule> read_rule_request(const Call& call, const json::Value& request, bool is_egress) {
  Rule rule = described(TRY(read_traffic(request, is_egress)), request);
  TRY(check_descriptions({rule}));
  std::string_view v4 = request.string_or("CidrIpv4", ""), v6 = request.string_or("CidrIpv6", "");
  if (!v4.empty()) return with_block(std::move(rule), "CidrIpv4", v4, false);
  if (!v6.empty()) return with_block(std::move(rule), "CidrIpv6", v6, true);
  if (std::string_view group = request.string_or("ReferencedGroupId", ""); !group.empty())
    return with_group(call, std::move(rule), group);
  if (std::string_view list = request.string_or("PrefixListId", ""); !list.empty())
    return with_list(call, std::move(rule), list);
  return aws::error("MissingParameter", 400, "The request must contain exactly one source or destination");
}

Rule rule_of(const json::Value& record) {
  Rule rule;
  rule.is_egress = record.bool_or("IsEgress", false);
  rule.protocol = record.string_or("IpProtocol", "-1");
  rule.from = record.int_or("FromPort", -1);
  rule.to = record.int_or("ToPort", -1);
  for (const PeerList& one : kPeers) {
    const json::Value* peer = record.find(one.member);
    if (!peer) continue;
    rule.peer_member = one.member.starts_with('_') ? one.member.substr(1) : one.member;
    rule.peer = peer->as_string();
  }
  return described(std::move(rule), record);
}

std::string told(const Rule& rule) {
  std::string protocol = rule.protocol == "-1" ? "ALL" : base::upper(rule.protocol);
  std::string ports = has_ports(rule.protocol) || is_icmp(rule.protocol)
                          ? fmt::format(", from port: {}, to port: {}", rule.from, rule.to)
                          : "";
  return fmt::format("peer: {}, {}{}, ALLOW", rule.peer, protocol, ports);
}

void write_rule(const State& state, json::Value& record, const Rule& rule) {
  Object& fields = record.as_object();
  for (const PeerList& one : kPeers) fields.erase(one.member);
  for (std::string_view member : {"Description", "ReferencedGroupInfo"}) fields.erase(member);
  fields.set("IsEgress", rule.is_egress);
  fields.set("IpProtocol", rule.protocol);
  fields.set("FromPort", rule.from);
  fields.set("ToPort", rule.to);
  bool is_group = rule.peer_member == "ReferencedGroupId";
  fields.set(is_group ? "_ReferencedGroupId" : rule.peer_member, rule.peer);
  if (is_group)
    fields.set("ReferencedGroupInfo", Object{{"GroupId", rule.peer}, {"UserId", state.account()}});
  if (rule.description) fields.set("Description", *rule.description);
}

json::Value make_rule(Call& call, const std::string& group, const Rule& rule, json::Array tags) {
  std::string id = new_id(call, kSecurityGroupRules);
  std::string arn = arn_of(call.state, kSecurityGroupRules, Object{{"SecurityGroupRuleId", id}});
  json::Value record = Object{{"SecurityGroupRuleId", id},
                              {"SecurityGroupRuleArn", arn},
                              {"GroupId", group},
                              {"GroupOwnerId", call.state.account()},
                              {"Tags", std::move(tags)}};
  write_rule(call.state, record, rule);
  call.make(kSecurityGroupRules, id, record);
  return record;
}

json::Array permissions_of(const State& state, const std::vector<Entry>& rules, bool is_egress) {
  std::vector<std::pair<Rule, Object>> permissions;
  for (const Entry& entry : rules) {
    Rule rule = rule_of(entry.value);
    if (rule.is_egress != is_egress) continue;
    auto same = std::find_if(permissions.begin(), permissions.end(), [&](const auto& one) {
      return one.first.protocol == rule.protocol && one.first.from == rule.from && one.first.to == rule.to;
    });
    if (same == permissions.end()) same = permissions.insert(same, {rule, new_permission(rule)});
    add_peer(state, entry.value, same->second);
  }
  json::Array shown;
  for (auto& [rule, permission] : permissions) shown.push_back(std::move(permission));
  return shown;
}

}  // namespace account::ec2

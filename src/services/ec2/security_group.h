// Security groups, and their rules, which are records of their own (EC2 API Reference, SecurityGroupRule).
// Members of our own:
//   _NameInVpc           of a group: VPC/NAME
//   _ReferencedGroupId   of a rule
#pragma once

#include <string>
#include <vector>

#include "account/call/operation.h"

namespace account::ec2 {

inline constexpr std::string_view kDefaultGroup = "default";

// With the rules that every group has at first: all may go out, and in the default group all may come in from its
// members (Amazon VPC User Guide, "Default security groups for your VPCs").
json::Value make_group(Call& call, const std::string& vpc, const std::string& name,
                       const std::string& description, json::Array tags);
// Of a VPC that has got its first block of IPv6: those from which all may go out by IPv4, as they were made.
void allow_v6_of_groups(Call& call, const std::string& vpc);
// With its rules.
void erase_group(State& state, const std::string& id);

// What names and descriptions of groups and rules may be made of. Error: InvalidParameterValue, which calls it `what`.
aws::Result<void> check_description(std::string_view text, std::string_view what);

// As a call gives it, and as EC2 writes it: tcp for 6, ports of all protocols -1.
struct Rule {
  bool is_egress = false;
  std::string protocol = "-1";
  int64_t from = -1, to = -1;
  std::string peer_member;  // CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupId
  std::string peer;
  std::optional<std::string> description = {};

  // The same traffic, whatever is said of it.
  bool is_same(const Rule& other) const;
};

// The rules of a list of IpPermissions. Errors: InvalidParameterValue, MissingParameter, InvalidGroup.NotFound.
aws::Result<std::vector<Rule>> read_permissions(const Call& call, const json::Array& permissions,
                                                bool is_egress);
// One, as ModifySecurityGroupRules gives it.
aws::Result<Rule> read_rule_request(const Call& call, const json::Value& request, bool is_egress);
Rule rule_of(const json::Value& record);
// In the words of InvalidPermission.Duplicate.
std::string told(const Rule& rule);
// What a record says of a rule, under its own id and group.
void write_rule(const State& state, json::Value& record, const Rule& rule);
json::Value make_rule(Call& call, const std::string& group, const Rule& rule, json::Array tags);
// A group's rules as DescribeSecurityGroups shows them: those of the same protocol and ports together.
json::Array permissions_of(const State& state, const std::vector<Entry>& rules, bool is_egress);

}  // namespace account::ec2

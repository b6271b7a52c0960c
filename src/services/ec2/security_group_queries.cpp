// Security groups as others may use them (Amazon VPC User Guide, "Reference security groups", "Work with stale security
// group rules"). There are no peerings here, so that no group of another VPC is referred to, and no rule is stale.
#include "account/call/filters.h"
#include "account/record/index.h"
#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"
#include "services/ec2/kinds.h"
#include "services/ec2/resource.h"

namespace account::ec2 {
namespace {

Output groups_for_vpc(Call& call) {
  Filters filters = TRY(Filters::read(call.input, {}));
  std::vector<Entry> groups = find_through(call.state, kSecurityGroups, "VpcId", call.the().named);
  for (Entry& group : groups) {
    Object shown{{"GroupId", group.id}, {"PrimaryVpcId", call.the().named}};
    for (std::string_view member : {"Description", "GroupName", "OwnerId", "Tags"})
      shown.set_if(member, group.value.find(member));
    group.value = std::move(shown);
  }
  std::erase_if(groups, [&](const Entry& one) { return !filters.match(one.value); });
  return answer_page(call, "SecurityGroupForVpcs", std::move(groups));
}

Output references(Call&) {
  return Object{{"SecurityGroupReferenceSet", json::Array()}};
}

Output stale(Call& call) {
  TRY(require(call.state, kVpcs, call.input.text("VpcId")));
  return answer_page(call, "StaleSecurityGroupSet", {});
}

constexpr Operation kOperations[] = {
    {"GetSecurityGroupsForVpc", {on(kVpcs)}, groups_for_vpc},
    {"DescribeSecurityGroupReferences", {on(kSecurityGroups).each("GroupId")}, references},
    {"DescribeStaleSecurityGroups", {any()}, stale},
};

}  // namespace

std::span<const Operation> security_group_query_operations() {
  return kOperations;
}

}  // namespace account::ec2

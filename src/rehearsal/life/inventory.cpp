#include "rehearsal/life/inventory.h"

#include <algorithm>
#include <iterator>

namespace rehearsal {
namespace {

using json::Value;

// A call that lists things, and how they are read.
struct Listing {
  const char *api, *operation;
  const char* noun;
  const char* list;  // `Reservations.Instances`: a list in each of a list
  const char* id;    // a member; empty: the elements are ids
  const char* input = "{}";
};

constexpr Listing kListings[] = {
    {"ec2", "DescribeVpcs", "VPC", "Vpcs", "VpcId"},
    {"ec2", "DescribeSubnets", "subnet", "Subnets", "SubnetId"},
    {"ec2", "DescribeInternetGateways", "internet gateway", "InternetGateways", "InternetGatewayId"},
    {"ec2", "DescribeAddresses", "address", "Addresses", "AllocationId"},
    {"ec2", "DescribeNatGateways", "NAT gateway", "NatGateways", "NatGatewayId"},
    {"ec2", "DescribeRouteTables", "route table", "RouteTables", "RouteTableId"},
    {"ec2", "DescribeSecurityGroups", "security group", "SecurityGroups", "GroupId"},
    {"ec2", "DescribeVpcEndpoints", "endpoint", "VpcEndpoints", "VpcEndpointId"},
    {"ec2", "DescribeFlowLogs", "flow log", "FlowLogs", "FlowLogId"},
    {"ec2", "DescribeNetworkInterfaces", "network interface", "NetworkInterfaces", "NetworkInterfaceId"},
    {"ec2", "DescribeInstances", "instance", "Reservations.Instances", "InstanceId"},
    {"ec2", "DescribeVolumes", "volume", "Volumes", "VolumeId"},
    {"ec2", "DescribeLaunchTemplates", "launch template", "LaunchTemplates", "LaunchTemplateId"},
    {"autoscaling", "DescribeAutoScalingGroups", "Auto Scaling group", "AutoScalingGroups",
     "AutoScalingGroupName"},
    {"eks", "ListClusters", "cluster", "clusters", ""},
    {"iam", "ListRoles", "role", "Roles", "RoleName"},
    {"iam", "ListPolicies", "policy", "Policies", "PolicyName", R"({"Scope": "Local"})"},
    {"iam", "ListInstanceProfiles", "instance profile", "InstanceProfiles", "InstanceProfileName"},
    {"iam", "ListOpenIDConnectProviders", "identity provider", "OpenIDConnectProviderList", "Arn"},
    {"kms", "ListAliases", "alias", "Aliases", "AliasName"},
    {"kms", "ListKeys", "key", "Keys", "KeyId"},
    {"logs", "DescribeLogGroups", "log group", "logGroups", "logGroupName"},
    {"sqs", "ListQueues", "queue", "QueueUrls", ""},
    {"events", "ListRules", "rule", "Rules", "Name"},
    {"dynamodb", "ListTables", "table", "TableNames", ""},
    {"s3", "ListBuckets", "bucket", "Buckets", "Name"},
};

// The elements of `Reservations.Instances`: of the lists in a list.
json::Array elements_of(const json::Array& outer, std::string_view inner) {
  if (inner.empty()) return outer;
  json::Array all;
  for (const Value& each : outer)
    if (const Value* list = each.find(inner); list && list->is_array())
      for (const Value& one : list->as_array()) all.push_back(one);
  return all;
}

base::Status add(blueprint::Cloud& root, const Listing& row, Inventory& inventory) {
  std::string_view list = row.list;
  size_t dot = std::min(list.find('.'), list.size());
  auto outer = root.call_all(row.api, row.operation, *json::parse(row.input), list.substr(0, dot));
  if (!outer) return tl::unexpected(blueprint::to_error(outer.error(), row.api, row.operation));
  for (const Value& found : elements_of(*outer, dot == list.size() ? "" : list.substr(dot + 1))) {
    std::string_view id = found.is_string() ? found.as_string() : found.string_or(row.id, "");
    std::string name = fmt::format("{} {}", row.noun, id);
    if (found.string_or("Path", "").starts_with("/aws-service-role/")) inventory.of_account.insert(name);
    inventory.things.insert(std::move(name));
  }
  return {};
}

base::Status add_tags(blueprint::Cloud& root, Inventory& inventory) {
  json::Object types{{"Name", "resource-type"}, {"Values", json::Array{"vpc", "subnet"}}};
  auto tags = root.call_all("ec2", "DescribeTags", json::Object{{"Filters", json::Array{types}}}, "Tags");
  if (!tags) return tl::unexpected(blueprint::to_error(tags.error(), "ec2", "DescribeTags"));
  for (const Value& tag : *tags)
    inventory.tags.insert(fmt::format("tag `{}: {}` of {}", tag.string_or("Key", ""),
                                      tag.string_or("Value", ""), tag.string_or("ResourceId", "")));
  return {};
}

void compare(const std::set<std::string>& before, const std::set<std::string>& after, Rests& rests) {
  std::set_difference(before.begin(), before.end(), after.begin(), after.end(),
                      std::back_inserter(rests.taken));
}

}  // namespace

base::Result<Inventory> inventory_of(blueprint::Cloud& root) {
  Inventory inventory;
  for (const Listing& each : kListings) TRY(add(root, each, inventory));
  TRY(add_tags(root, inventory));
  return inventory;
}

Rests rests_of(const Inventory& before, const Inventory& middle, const Inventory& after) {
  Rests rests;
  for (const std::string& thing : middle.things)
    if (!before.things.contains(thing) && !after.things.contains(thing)) rests.gone.push_back(thing);
  for (const std::string& thing : after.things)
    if (!before.things.contains(thing))
      (after.of_account.contains(thing) ? rests.of_account : rests.left).push_back(thing);
  std::set_difference(after.tags.begin(), after.tags.end(), before.tags.begin(), before.tags.end(),
                      std::back_inserter(rests.left));
  compare(before.things, after.things, rests);
  compare(before.tags, after.tags, rests);
  return rests;
}

void pass(Rests& rests, const Inventory& later, const std::string& when) {
  std::vector<std::string> left;
  for (std::string& thing : rests.left) {
    if (later.things.contains(thing) || later.tags.contains(thing))
      left.push_back(std::move(thing));
    else
      rests.passing.push_back(fmt::format("{}, {}", thing, when));
  }
  rests.left = std::move(left);
}

}  // namespace rehearsal

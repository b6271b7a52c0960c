#include "services/eks/network_look.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "services/eks/answers.h"

namespace account::eks {
namespace {

using json::Array;

constexpr std::string_view kThisMachine = "subnet-on-this-machine-";
constexpr size_t kMostInterfaces = 4;
constexpr size_t kMostGroups = 4;      // an interface has five, and one is EKS's own
constexpr int64_t kFreeForNew = 6;     // "network requirements": at least six for use by EKS
constexpr int64_t kFreeForChange = 5;  // "Update existing cluster to new Kubernetes version": up to five

Array texts_of(const std::vector<std::string>& texts) {
  return Array(texts.begin(), texts.end());
}

// EC2's words with those of the client by which EKS asks it.
std::string told(const aws::Error& error, std::string_view operation) {
  if (error.status == 403)
    return fmt::format("IAM role's policy must include the `ec2:{}` action", operation);
  return fmt::format("{} (Service: AmazonEC2; Status Code: {}; Error Code: {})", error.message, error.status,
                     error.code);
}

aws::Result<Array> describe(ServiceRole& role, std::string_view operation, std::string_view list,
                            json::Value input) {
  Output found = role.ask("ec2", operation, std::move(input));
  if (!found) return invalid(told(found.error(), operation));
  return found->find(list)->as_array();
}

aws::Result<Array> subnets_of(ServiceRole& role, const json::Value& config) {
  return describe(role, "DescribeSubnets", "Subnets",
                  Object{{"SubnetIds", texts_of(config.strings_at("subnetIds"))}});
}

std::set<std::string> all_of(const Array& things, std::string_view member) {
  std::set<std::string> all;
  for (const json::Value& one : things) all.emplace(one.string_or(member, ""));
  return all;
}

// Their one VPC.
aws::Result<std::string> vpc_of(const Array& subnets) {
  std::set<std::string> vpcs = all_of(subnets, "VpcId");
  if (vpcs.size() == 1) return *vpcs.begin();
  return invalid("Subnets specified must be in the same VPC");
}

// Empty: each of them has so many free addresses.
std::string too_full(const Array& subnets, int64_t least) {
  std::string full;
  for (const json::Value& subnet : subnets)
    if (int64_t free = subnet.int_or("AvailableIpAddressCount", 0); free < least)
      full += fmt::format("{} Free IPs: {} ", subnet.string_or("SubnetId", ""), free);
  if (full.empty()) return full;
  return fmt::format("Provided subnets {}, need at least {} IPs in each subnet to be free for this operation",
                     full, least);
}

aws::Result<void> check_room(const Array& subnets) {
  std::string full = too_full(subnets, kFreeForChange);
  if (full.empty()) return {};
  return aws::error("InvalidRequestException", 400, "{}", full);
}

aws::Result<void> look_at_groups(ServiceRole& role, const json::Value& config, std::string_view vpc) {
  std::vector<std::string> ids = config.strings_at("securityGroupIds");
  if (ids.empty()) return {};
  if (ids.size() > kMostGroups)
    return invalid(fmt::format("No more than {} security groups can be specified", kMostGroups));
  Array groups =
      TRY(describe(role, "DescribeSecurityGroups", "SecurityGroups", Object{{"GroupIds", texts_of(ids)}}));
  std::string others;
  for (const json::Value& group : groups)
    if (group.string_or("VpcId", "") != vpc)
      others += (others.empty() ? "" : ", ") + std::string(group.string_or("GroupId", ""));
  if (others.empty()) return {};
  return invalid(fmt::format("Security group(s) [{}] are not in the same VPC as the subnets", others));
}

// Also where some of the subnets have gone.
aws::Result<std::set<std::string>> zones_of(ServiceRole& role, const json::Value& config) {
  Object filter{{"Name", "subnet-id"}, {"Values", texts_of(config.strings_at("subnetIds"))}};
  return all_of(TRY(describe(role, "DescribeSubnets", "Subnets",
                             Object{{"Filters", Array{json::Value(std::move(filter))}}})),
                "AvailabilityZone");
}

}  // namespace

bool is_on_this_machine(const json::Value& config) {
  std::vector<std::string> ids = config.strings_at("subnetIds");
  return std::all_of(ids.begin(), ids.end(),
                     [](const std::string& id) { return id.starts_with(kThisMachine); });
}

bool has_vpc(const json::Value& config) {
  return !config.string_or("vpcId", "").empty();
}

aws::Result<void> look_at_network(ServiceRole& role, json::Value& config) {
  if (is_on_this_machine(config)) return {};
  Array subnets = TRY(subnets_of(role, config));
  std::string vpc = TRY(vpc_of(subnets));
  if (all_of(subnets, "AvailabilityZone").size() < 2)
    return invalid("Subnets specified must be in at least two different AZs");
  if (std::string full = too_full(subnets, kFreeForNew); !full.empty()) return invalid(full);
  TRY(look_at_groups(role, config, vpc));
  config.as_object().set("vpcId", vpc);
  return {};
}

aws::Result<void> look_at_change(ServiceRole& role, const json::Value& before, const json::Value& wanted) {
  if (!has_vpc(before) && is_on_this_machine(wanted)) return {};
  Array subnets = TRY(subnets_of(role, wanted));
  std::string vpc = TRY(vpc_of(subnets));
  if (vpc != before.string_or("vpcId", ""))
    return invalid(
        fmt::format("Specified subnets must belong to cluster's vpc {}", before.string_or("vpcId", "")));
  std::set<std::string> zones = all_of(subnets, "AvailabilityZone"), had = TRY(zones_of(role, before));
  if (zones != had)
    return invalid(
        fmt::format("Provided subnets belong to the AZs '{}'. But they should belong to the exact set of "
                    "AZs '{}' in which subnets were provided during cluster creation.",
                    fmt::join(zones, ","), fmt::join(had, ",")));
  TRY(check_room(subnets));
  return look_at_groups(role, wanted, vpc);
}

aws::Result<void> check_free_addresses(ServiceRole& role, const json::Value& config) {
  if (!has_vpc(config)) return {};
  return check_room(TRY(subnets_of(role, config)));
}

// EKS says that it makes two to four, and not where. Here each subnet has one, so that none can be deleted under its
// cluster; of more than four, those in different zones come first.
aws::Result<std::vector<std::string>> places_of(ServiceRole& role, const json::Value& config) {
  std::vector<std::string> ids = config.strings_at("subnetIds"), places;
  if (ids.size() <= kMostInterfaces) return ids;
  json::Value found = TRY(role.ask("ec2", "DescribeSubnets", Object{{"SubnetIds", texts_of(ids)}}));
  std::map<std::string, std::string> zone_of;
  for (const json::Value& subnet : found.find("Subnets")->as_array())
    zone_of[std::string(subnet.string_or("SubnetId", ""))] = subnet.string_or("AvailabilityZone", "");
  std::set<std::string> zones;
  std::stable_partition(ids.begin(), ids.end(),
                        [&](const std::string& id) { return zones.insert(zone_of[id]).second; });
  ids.resize(kMostInterfaces);
  return ids;
}

}  // namespace account::eks

// Regions, availability zones and the account's attributes: read only, the same for whoever asks.
#include "base/regions.h"

#include <algorithm>

#include "account/call/filters.h"
#include "services/ec2/default_vpc.h"
#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"
#include "services/ec2/zones.h"

namespace account::ec2 {
namespace {

// Regions that every account has from the start; the others are opted into (AWS Account Management Reference Guide,
// "Enable or disable AWS Regions in your account").
constexpr std::string_view kFromTheStart[] = {
    "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2",
    "ca-central-1",   "eu-central-1",   "eu-north-1",     "eu-west-1",  "eu-west-2",      "eu-west-3",
    "sa-east-1",      "us-east-1",      "us-east-2",      "us-west-1",  "us-west-2"};

bool names(const std::vector<std::string>& wanted, std::string_view name) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), name) != wanted.end();
}

// The first name that none of the entries has, by that member.
std::optional<std::string> unknown(const std::vector<std::string>& wanted, const std::vector<Entry>& entries,
                                   std::string_view member) {
  for (const std::string& name : wanted) {
    bool is_there = std::any_of(entries.begin(), entries.end(), [&](const Entry& entry) {
      return entry.value.string_or(member, "") == name;
    });
    if (!is_there) return name;
  }
  return std::nullopt;
}

Output describe_regions(Call& call) {
  Filters filters = TRY(Filters::read(call.input, {}));
  std::vector<Entry> regions;
  for (std::string_view name : base::kRegions) {
    bool is_old =
        std::find(std::begin(kFromTheStart), std::end(kFromTheStart), name) != std::end(kFromTheStart);
    regions.push_back(
        {std::string(name), Object{{"RegionName", name},
                                   {"Endpoint", fmt::format("ec2.{}.amazonaws.com", name)},
                                   {"OptInStatus", is_old ? "opt-in-not-required" : "opted-in"}}});
  }
  std::vector<std::string> wanted = call.input.texts("RegionNames");
  if (auto name = unknown(wanted, regions, "RegionName"))
    return aws::error("InvalidParameterValue", 400, "Invalid region provided: {}", *name);
  std::erase_if(regions,
                [&](const Entry& one) { return !names(wanted, one.id) || !filters.match(one.value); });
  return answer_page(call, "Regions", std::move(regions));
}

constexpr FilterPlace kZoneFilters[] = {{"message", "Messages[].Message"}};

Output describe_zones(Call& call) {
  Filters filters = TRY(Filters::read(call.input, kZoneFilters));
  std::vector<Entry> zones;
  for (const Zone& zone : zones_of(call.region, call.state.account())) {
    zones.push_back({zone.name, Object{{"ZoneName", zone.name},
                                       {"ZoneId", zone.id},
                                       {"State", "available"},
                                       {"RegionName", call.region},
                                       {"GroupName", call.region},
                                       {"NetworkBorderGroup", call.region},
                                       {"ZoneType", "availability-zone"},
                                       {"OptInStatus", "opt-in-not-required"},
                                       {"Messages", json::Array()}}});
  }
  std::vector<std::string> by_name = call.input.texts("ZoneNames"), by_id = call.input.texts("ZoneIds");
  for (const auto& [wanted, member] : {std::pair(&by_name, "ZoneName"), std::pair(&by_id, "ZoneId")})
    if (auto name = unknown(*wanted, zones, member))
      return aws::error("InvalidParameterValue", 400, "Invalid availability zone: [{}]", *name);
  std::erase_if(zones, [&](const Entry& one) {
    return !names(by_name, one.id) || !names(by_id, one.value.string_or("ZoneId", "")) ||
           !filters.match(one.value);
  });
  return answer_page(call, "AvailabilityZones", std::move(zones));
}

struct AccountAttribute {
  std::string_view name;
  std::string_view value;
};
constexpr AccountAttribute kAttributes[] = {
    {"supported-platforms", "VPC"}, {"default-vpc", ""},  // whose id it is
    {"max-instances", "20"},        {"max-elastic-ips", "5"},
    {"vpc-max-elastic-ips", "5"},   {"vpc-max-security-groups-per-interface", "5"},
};

Output describe_account(Call& call) {
  std::vector<std::string> wanted = call.input.texts("AttributeNames");
  make_default_vpc_once(call);
  auto vpc = find_default_vpc(call.state);
  std::string vpc_id = vpc ? vpc->id : "none";
  json::Array attributes;
  for (const AccountAttribute& one : kAttributes) {
    if (!names(wanted, one.name)) continue;
    json::Value value = Object{{"AttributeValue", one.value.empty() ? std::string_view(vpc_id) : one.value}};
    attributes.push_back(
        Object{{"AttributeName", one.name}, {"AttributeValues", json::Array{std::move(value)}}});
  }
  return Object{{"AccountAttributes", std::move(attributes)}};
}

constexpr Operation kOperations[] = {
    {"DescribeRegions", {any()}, describe_regions},
    {"DescribeAvailabilityZones", {any()}, describe_zones},
    {"DescribeAccountAttributes", {any()}, describe_account},
};

}  // namespace

std::span<const Operation> region_operations() {
  return kOperations;
}

}  // namespace account::ec2

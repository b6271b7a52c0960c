#include "blueprint/network/zones.h"

#include <algorithm>

#include "blueprint/kinds/kinds.h"

namespace blueprint {
namespace {

// By id: what a zone is called differs from account to account.
constexpr std::string_view kWithoutControlPlane[] = {"use1-az3", "usw1-az2", "cac1-az3"};

bool takes_clusters(const json::Value& zone) {
  return zone.string_or("State", "") == "available" && zone_takes_clusters(zone.string_or("ZoneId", ""));
}

}  // namespace

bool zone_takes_clusters(std::string_view id) {
  return std::find(std::begin(kWithoutControlPlane), std::end(kWithoutControlPlane), id) ==
         std::end(kWithoutControlPlane);
}

base::Result<std::vector<std::string>> zones_for_cluster(Cloud& cloud, const std::string& region,
                                                         size_t count) {
  json::Object type{{"Name", "zone-type"}, {"Values", json::Array{"availability-zone"}}};
  json::Value output =
      TRY(call(cloud, "ec2", "DescribeAvailabilityZones", json::Object{{"Filters", json::Array{type}}}));
  std::vector<std::string> zones;
  for (const json::Value& zone : list_at(output, "AvailabilityZones"))
    if (takes_clusters(zone)) zones.push_back(text_of(zone, "ZoneName"));
  std::sort(zones.begin(), zones.end());
  if (zones.size() < count)
    return tl::unexpected(
        base::Error{base::ErrorKind::not_found,
                    fmt::format("{} has {} zones in which EKS takes subnets, and {} are asked for", region,
                                zones.size(), count),
                    "ask for fewer, or take another region"});
  zones.resize(count);
  return zones;
}

}  // namespace blueprint

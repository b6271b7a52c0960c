#include "services/ec2/zones.h"

#include <fmt/core.h>

#include "base/text.h"

namespace account::ec2 {
namespace {

// The letters of a region's zones and the numbers of their ids, where they are not a, b, c and 1, 2, 3 (AWS Regions and
// Availability Zones, "AWS Regions").
struct Region {
  std::string_view name, letters, numbers;
};
constexpr Region kRegions[] = {
    {"us-east-1", "abcdef", "123456"}, {"us-west-1", "ac", "13"},        {"us-west-2", "abcd", "1234"},
    {"ca-central-1", "abd", "124"},    {"ap-northeast-1", "acd", "124"}, {"ap-northeast-2", "abcd", "1234"},
};

Region find_region(std::string_view name) {
  for (const Region& region : kRegions)
    if (region.name == name) return region;
  return {name, "abc", "123"};
}

// eu-west-3 -> euw3, ap-northeast-1 -> apne1
std::string short_name(std::string_view region) {
  auto parts = base::split(region, '-');
  std::string out(parts.front());
  for (std::string_view way : {"north", "south", "east", "west", "central"})
    if (parts[1].find(way) != std::string_view::npos) out += way.front();
  return out + std::string(parts.back());
}

}  // namespace

std::vector<Zone> zones_of(std::string_view region, std::string_view account) {
  auto [name, letters, numbers] = find_region(region);
  size_t turn = static_cast<size_t>(base::parse_int(account).value_or(0)) % letters.size();
  std::vector<Zone> zones;
  for (size_t i = 0; i < letters.size(); ++i)
    zones.push_back({fmt::format("{}{}", region, letters[i]),
                     fmt::format("{}-az{}", short_name(region), numbers[(i + turn) % letters.size()])});
  return zones;
}

}  // namespace account::ec2

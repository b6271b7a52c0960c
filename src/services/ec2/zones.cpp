#include "services/ec2/zones.h"

#include <fmt/core.h>

#include <utility>

#include "base/text.h"

namespace account::ec2 {
namespace {

// The letters of a region's zones, where they are not a, b and c (AWS Regions and Availability Zones, "AWS Regions").
constexpr std::pair<std::string_view, std::string_view> kLetters[] = {
    {"us-east-1", "abcdef"}, {"us-west-1", "ac"},       {"us-west-2", "abcd"},
    {"ca-central-1", "abd"}, {"ap-northeast-1", "acd"}, {"ap-northeast-2", "abcd"},
};

std::string_view letters_of(std::string_view region) {
  for (const auto& [name, letters] : kLetters)
    if (name == region) return letters;
  return "abc";
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
  std::string_view letters = letters_of(region);
  size_t turn = static_cast<size_t>(base::parse_int(account).value_or(0)) % letters.size();
  std::vector<Zone> zones;
  for (size_t i = 0; i < letters.size(); ++i)
    zones.push_back({fmt::format("{}{}", region, letters[i]),
                     fmt::format("{}-az{}", short_name(region), (i + turn) % letters.size() + 1)});
  return zones;
}

}  // namespace account::ec2

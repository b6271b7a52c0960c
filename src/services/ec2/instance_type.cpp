#include "services/ec2/instance_type.h"

#include <set>
#include <span>

#include "base/table.h"

extern "C" const uint32_t slipway_instance_types[];

namespace account::ec2 {
namespace {

enum Section : uint32_t { kSource = 1, kTypes, kParts, kZones, kOffered };
enum TypeField : uint32_t { kName, kFirstPart, kPartCount, kTypeWords };
enum ZoneField : uint32_t { kRegion, kZoneId, kFirstOffered, kOfferedCount, kZoneWords };

constexpr base::Table table() {
  return base::Table(slipway_instance_types);
}

uint32_t word(uint32_t type, TypeField field) {
  return table().section(kTypes)[type * kTypeWords + field];
}

// The zones of a region in the table; where it knows none, the one that stands for all others.
std::vector<std::span<const uint32_t>> zones_in_table(std::string_view region) {
  std::span<const uint32_t> all = table().section(kZones);
  std::vector<std::span<const uint32_t>> zones;
  for (size_t at = 0; at < all.size(); at += kZoneWords)
    if (table().string(all[at + kRegion]) == region) zones.push_back(all.subspan(at, kZoneWords));
  if (zones.empty() && !region.empty()) return zones_in_table("");
  return zones;
}

std::span<const uint32_t> offered(std::span<const uint32_t> zone) {
  return table().section(kOffered).subspan(zone[kFirstOffered], zone[kOfferedCount]);
}

}  // namespace

std::string_view InstanceType::name() const {
  return table().string(word(index_, kName));
}

json::Value InstanceType::info() const {
  std::string text = "{";
  uint32_t first = word(index_, kFirstPart);
  for (uint32_t i = 0; i < word(index_, kPartCount); ++i) {
    if (i > 0) text += ',';
    text += table().string(table().section(kParts)[first + i]);
  }
  return json::parse(text + "}").value();
}

std::optional<InstanceType> InstanceType::find(std::string_view name) {
  uint32_t low = 0, high = count();
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    int order = at(middle).name().compare(name);
    if (order == 0) return at(middle);
    (order < 0 ? low : high) = order < 0 ? middle + 1 : middle;
  }
  return std::nullopt;
}

uint32_t InstanceType::count() {
  return static_cast<uint32_t>(table().section(kTypes).size()) / kTypeWords;
}
InstanceType InstanceType::at(uint32_t index) {
  return InstanceType(index);
}

std::vector<InstanceType> types_in_zone(std::string_view region, std::string_view zone_id) {
  std::vector<InstanceType> types;
  for (auto zone : zones_in_table(region)) {
    std::string_view id = table().string(zone[kZoneId]);
    if (!id.empty() && id != zone_id) continue;
    for (uint32_t index : offered(zone)) types.push_back(InstanceType::at(index));
  }
  return types;
}

std::vector<InstanceType> types_in_region(std::string_view region) {
  std::set<uint32_t> indexes;
  for (auto zone : zones_in_table(region))
    for (uint32_t index : offered(zone)) indexes.insert(index);
  std::vector<InstanceType> types;
  for (uint32_t index : indexes) types.push_back(InstanceType::at(index));
  return types;
}

std::string_view instance_types_source() {
  return table().string(table().section(kSource)[0]);
}
std::string_view instance_types_notice() {
  return table().string(table().section(kSource)[1]);
}

}  // namespace account::ec2

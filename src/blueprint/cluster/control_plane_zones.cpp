#include "blueprint/cluster/control_plane_zones.h"

#include <algorithm>
#include <set>
#include <string>

#include "blueprint/cluster/whole.h"
#include "blueprint/eks/kinds.h"
#include "blueprint/kinds/kinds.h"
#include "blueprint/network/kinds.h"
#include "engine/value.h"

namespace blueprint {
namespace {

using engine::Resource;
using json::Value;
using Zones = std::set<std::string>;

// Where the subnet is made to which a member of `subnets` refers; empty: it is an id.
std::string address_in(const Value& subnet) {
  std::vector<engine::Output> outputs = engine::outputs_in(subnet);
  return outputs.empty() ? "" : outputs.front().address;
}

std::string known_zone(const engine::State& state, const Value& subnet) {
  std::string address = address_in(subnet);
  for (const auto& [key, record] : state.records) {
    if (record.kind != kSubnet) continue;
    bool is_it =
        address.empty() ? text_of(record.outputs, "SubnetId") == subnet.as_string() : key.address == address;
    if (is_it)
      return text_of(record.is_half_made() && record.open ? record.open->desired : record.applied, "zone");
  }
  return "";
}

Zones known_zones(const engine::State& state) {
  Zones zones;
  const auto* known = state.newest(kControlPlaneAt);
  if (!known || known->second.is_half_made()) return zones;
  for (const Value& subnet : list_at(known->second.applied, "subnets"))
    zones.insert(known_zone(state, subnet));
  return zones;
}

std::string desired_zone(const std::vector<Resource>& all, const Value& subnet) {
  std::string address = address_in(subnet);
  auto found =
      std::find_if(all.begin(), all.end(), [&](const Resource& each) { return each.address == address; });
  return found == all.end() ? "" : text_of(found->desired, "zone");
}

}  // namespace

void keep_control_plane_zones(const engine::State& state, std::vector<Resource>& all) {
  Zones zones = known_zones(state);
  auto plane =
      std::find_if(all.begin(), all.end(), [](const Resource& each) { return each.kind == kControlPlane; });
  if (plane == all.end() || zones.contains("")) return;
  json::Array stay;
  Zones left;
  for (const Value& subnet : list_at(plane->desired, "subnets")) {
    std::string zone = desired_zone(all, subnet);
    if (!zones.contains(zone)) continue;
    left.insert(zone);
    stay.push_back(subnet);
  }
  // Where a zone goes, EKS says that it may not.
  if (!zones.empty() && left == zones) plane->desired.as_object().set("subnets", std::move(stay));
}

}  // namespace blueprint

#include "engine/planning/drift.h"

#include <algorithm>

namespace engine {
namespace {

using Sort = Drift::Sort;

json::Value member_of(const json::Value& value, const std::string& name) {
  const json::Value* found = value.find(name);
  return found ? *found : json::Value();
}

const Resource* desired_at(const PlanInputs& inputs, const std::string& address) {
  auto found = std::find_if(inputs.desired.begin(), inputs.desired.end(),
                            [&](const Resource& each) { return each.address == address; });
  return found == inputs.desired.end() ? nullptr : &*found;
}

// With the outputs as they are there now.
json::Value filled(const PlanInputs& inputs, const json::Value& value) {
  return fill(value, [&](const Output& output) -> const json::Value* {
    const auto* newest = inputs.state.newest(output.address);
    return newest ? newest->second.outputs.find(output.name) : nullptr;
  });
}

void add_members(const PlanInputs& inputs, const Key& key, const Record& record, const Reading& reading,
                 std::vector<Drift>& out) {
  const ResourceKind* kind = find_kind(inputs.kinds, record.kind);
  const Resource* resource = desired_at(inputs, key.address);
  json::Value desired = resource ? filled(inputs, resource->desired) : json::Value();
  for (const json::Member& member : record.applied.as_object()) {
    const json::Value* now = reading.members.find(member.name);
    if (!kind || !now || *now == member.value) continue;
    Drift drift{key.address, Sort::changed, member.name, member.value, *now, member_of(desired, member.name),
                ""};
    drift.is_desired = resource != nullptr;
    auto owner = kind->foreign.find(member.name);
    if (owner != kind->foreign.end()) {
      drift.sort = Sort::foreign;
      drift.owner = owner->second;
    } else if (resource && (drift.desired.is_null() || *now == drift.desired)) {
      drift.sort = Sort::accepted;
    }
    out.push_back(std::move(drift));
  }
}

}  // namespace

std::string_view sort_name(Sort sort) {
  switch (sort) {
    case Sort::gone:
      return "gone";
    case Sort::failed:
      return "failed";
    case Sort::changed:
      return "changed";
    case Sort::accepted:
      return "accepted";
    case Sort::foreign:
      return "foreign";
  }
  return "";
}

std::vector<Drift> find_drift(const PlanInputs& inputs) {
  std::vector<Drift> out;
  for (const auto& [key, record] : inputs.state.records) {
    auto seen = inputs.observed.find(key);
    if (seen == inputs.observed.end() || record.is_half_made()) continue;
    const Reading& reading = seen->second;
    const Resource* resource = desired_at(inputs, key.address);
    bool is_failed = reading.condition == Reading::Condition::failed;
    if (reading.is_there && !is_failed && reading.condition != Reading::Condition::ending) {
      add_members(inputs, key, record, reading, out);
      continue;
    }
    Drift drift{key.address, is_failed ? Sort::failed : Sort::gone, "", nullptr, nullptr, nullptr,
                reading.note};
    drift.is_desired = resource != nullptr;
    if (drift.sort == Sort::gone) drift.applied = record.applied;
    if (drift.sort == Sort::gone && !resource) drift.sort = Sort::accepted;
    out.push_back(std::move(drift));
  }
  return out;
}

}  // namespace engine

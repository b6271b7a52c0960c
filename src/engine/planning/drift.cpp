#include "engine/planning/drift.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "base/visible.h"
#include "engine/model/kind.h"

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

// Of those that hang on it, what ours are called; also those that are yet to be hung there.
std::set<std::string> ours_on(const PlanInputs& inputs, const Key& key,
                              const ResourceKind::Hanging& hanging) {
  std::set<std::string> names;
  auto add = [&](const json::Value& members) {
    if (members.is_object()) names.emplace(members.string_or(hanging.our_member, ""));
  };
  for (const auto& [user, record] : inputs.state.records) {
    std::vector<Key> uses = record.uses();
    if (record.kind != hanging.our_kind || std::find(uses.begin(), uses.end(), key) == uses.end()) continue;
    add(record.applied);
    if (record.open) add(record.open->desired);
  }
  for (const Resource& resource : inputs.desired) {
    std::vector<std::string> needs = needs_of(resource);
    if (resource.kind == hanging.our_kind &&
        std::find(needs.begin(), needs.end(), key.address) != needs.end())
      add(resource.desired);
  }
  return names;
}

void add_hung(const PlanInputs& inputs, const Key& key, const Record& record, std::vector<Drift>& out) {
  const ResourceKind* kind = find_kind(inputs.kinds, record.kind);
  auto seen = inputs.observed.find(key);
  if (!kind || seen == inputs.observed.end() || !seen->second.is_there || record.is_half_made()) return;
  for (const ResourceKind::Hanging& hanging : kind->hanging) {
    const json::Value* hung = seen->second.hung.find(hanging.member);
    if (!hung) continue;
    std::set<std::string> ours = ours_on(inputs, key, hanging);
    json::Array others;
    for (const json::Value& name : hung->as_array())
      if (!ours.contains(std::string(name.as_string()))) others.push_back(name);
    if (others.empty()) continue;
    Drift drift{key.address, Sort::foreign, hanging.member, nullptr, std::move(others), nullptr,
                "",          hanging.owner};
    drift.is_desired = desired_at(inputs, key.address) != nullptr;
    if (!hanging.take_off) drift.remedy = hanging.remedy;
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

std::vector<Drift> hung_by_others(const PlanInputs& inputs) {
  std::vector<Drift> out;
  for (const auto& [key, record] : inputs.state.records) add_hung(inputs, key, record, out);
  return out;
}

std::string hung_names(const Drift& hung) {
  std::vector<std::string> names;
  for (const json::Value& name : hung.observed.as_array()) names.emplace_back(name.as_string());
  return base::visible_line(base::join(names, ", "));
}

std::vector<std::string> warnings_of(const std::vector<Drift>& hung,
                                     const std::function<std::string(const std::string& address)>& words) {
  std::vector<std::string> lines;
  for (const Drift& each : hung) {
    if (!each.is_desired) continue;  // it goes with the thing
    lines.push_back(fmt::format("{} has {} that Slipway did not put there, and leaves: {}",
                                words(each.address), each.member, hung_names(each)));
  }
  return lines;
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
      add_hung(inputs, key, record, out);
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

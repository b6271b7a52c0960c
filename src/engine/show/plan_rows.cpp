#include "engine/show/plan_rows.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "base/text.h"
#include "engine/show/value_text.h"

namespace engine {
namespace {

using std::chrono::seconds;

json::Value member_of(const json::Value& value, const std::string& name) {
  const json::Value* found = value.find(name);
  return found ? *found : json::Value();
}

bool contains(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

bool takes_away(const Step& step) {
  return step.after.is_null() && step.action != Action::forget;
}

// Members that nobody desires are not touched, so they are no changes.
std::vector<MemberChange> changes_of(const Step& step) {
  std::vector<MemberChange> changes;
  if (!step.after.is_object() || step.action == Action::create) return changes;
  for (const json::Member& member : step.after.as_object()) {
    json::Value before = member_of(step.before, member.name);
    bool forces = contains(step.forced_by, member.name);
    if (before == member.value && !forces) continue;
    if (before == member.value) {
      changes.push_back({member.name, before, member.value, forces});
      continue;
    }
    for (Sides& part : differing_parts({member.name, {before, member.value}}))
      changes.push_back({std::move(part.name), std::move(part.values[0]), std::move(part.values[1]), forces});
  }
  return changes;
}

std::string how_of(const std::vector<const Step*>& steps) {
  Impact impact = Impact::none;
  bool is_gone_first = takes_away(*steps.front()) && steps.size() > 1;
  for (const Step* step : steps) impact = std::max(impact, step->impact);
  std::vector<std::string> words;
  Action action = steps.front()->action;
  const Part& part = steps.front()->part;
  if (action == Action::change) words.push_back("in place");
  if (action == Action::change && part.of > 1) words.push_back(fmt::format("{} of {}", part.number, part.of));
  if (action == Action::replace) words.push_back(is_gone_first ? "replaces, the old one first" : "replaces");
  if (impact == Impact::restarts) words.push_back("restarts");
  if (impact == Impact::interrupts) words.push_back("cuts off traffic");
  return base::join(words, ", ");
}

PlanRow row_of(const std::vector<const Step*>& steps,
               const std::unordered_map<std::string_view, const Step*>& by_id) {
  PlanRow row;
  row.address = steps.front()->address;
  row.kind = steps.front()->kind;
  row.action = steps.front()->action;
  row.how = how_of(steps);
  row.why = steps.front()->why;
  for (const Step* step : steps) {
    row.expected += step->expected;
    if (!takes_away(*step)) row.changes = changes_of(*step);
    for (const std::string& need : step->needs) {
      auto needed = by_id.find(need);
      if (needed == by_id.end()) continue;
      const std::string& address = needed->second->address;
      if (address != row.address && !contains(row.waits_for, address)) row.waits_for.push_back(address);
    }
  }
  return row;
}

}  // namespace

std::vector<PlanRow> plan_rows(const Plan& plan) {
  std::unordered_map<std::string_view, const Step*> by_id;
  std::unordered_map<std::string, size_t> places;
  std::vector<std::vector<const Step*>> grouped;
  for (const Step& step : plan.steps) {
    by_id.emplace(step.id, &step);
    if (step.action == Action::nothing) continue;
    // A change by stages is told stage by stage.
    bool is_stage = step.action == Action::change && step.part.of > 1;
    auto [place, is_new] = places.emplace(is_stage ? step.id : step.address, grouped.size());
    if (is_new) grouped.emplace_back();
    grouped[place->second].push_back(&step);
  }
  std::vector<PlanRow> rows;
  for (const auto& steps : grouped) rows.push_back(row_of(steps, by_id));
  return rows;
}

int64_t things(const std::vector<PlanRow>& rows, Action action) {
  std::set<std::string_view> addresses;
  for (const PlanRow& row : rows)
    if (row.action == action) addresses.insert(row.address);
  return static_cast<int64_t>(addresses.size());
}

std::string summary_text(const std::vector<PlanRow>& rows) {
  std::vector<std::string> parts;
  for (Action action : kByWeight) {
    int64_t count = things(rows, action);
    if (count > 0) parts.push_back(fmt::format("{} to {}", count, action_name(action)));
  }
  return parts.empty() ? "nothing to do" : base::join(parts, ", ");
}

seconds expected_duration(const Plan& plan) {
  std::unordered_map<std::string_view, seconds> ends;
  seconds last{0};
  for (const Step& step : plan.steps) {
    seconds begins{0};
    for (const std::string& need : step.needs) begins = std::max(begins, ends[need]);
    ends[step.id] = begins + step.expected;
    last = std::max(last, ends[step.id]);
  }
  return last;
}

std::string duration_text(seconds duration) {
  auto total = duration.count();
  if (total < 120) return fmt::format("{} s", total);
  auto minutes = (total + 30) / 60;
  if (minutes < 60) return fmt::format("{} min", minutes);
  return minutes % 60 == 0 ? fmt::format("{} h", minutes / 60)
                           : fmt::format("{} h {} min", minutes / 60, minutes % 60);
}

}  // namespace engine

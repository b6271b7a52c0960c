// A plan as rows, one for each address, as every form of it shows them.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "engine/plan.h"

namespace engine {

struct MemberChange {
  std::string name;           // of a part of an object `trust.Statement`
  json::Value before, after;  // null: it was not there, or will not be
  bool forces = false;        // a replacement
};

struct PlanRow {
  std::string address, kind;
  Action action = Action::nothing;
  std::string how;                     // `in place`, `restarts`, `replaces, the old one first`, ...
  std::string why;                     // as the plan says
  std::vector<MemberChange> changes;   // of change, replace and adopt
  std::vector<std::string> waits_for;  // addresses
  std::chrono::seconds expected{0};
};

// In the order of the steps, where an address is named first; of a change by stages a row for each.
std::vector<PlanRow> plan_rows(const Plan& plan);

// Of how many things rows tell that have this action.
int64_t things(const std::vector<PlanRow>& rows, Action action);
// How many things of each action, as `1 to replace, 2 to destroy, 3 to create`; what takes something away comes first.
std::string summary_text(const std::vector<PlanRow>& rows);
inline constexpr std::array kByWeight = {Action::destroy, Action::replace, Action::forget,
                                         Action::change,  Action::adopt,   Action::create};

// When all of it is done, if each step takes as long as it typically does.
std::chrono::seconds expected_duration(const Plan& plan);
std::string duration_text(std::chrono::seconds duration);  // `45 s`, `12 min`, `1 h 5 min`

}  // namespace engine

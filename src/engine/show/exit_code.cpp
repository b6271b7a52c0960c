#include "engine/show/exit_code.h"

#include <algorithm>

#include "engine/keep/keep.h"

namespace engine {

Outcome outcome_of(const Report& report) {
  if (is_resumable(report.ending)) return Outcome::resumable;
  return report.ending == Ending::done ? Outcome::done : Outcome::failed;
}

Outcome outcome_of(const base::Error& error) {
  if (is_held(error)) return Outcome::locked;
  if (is_refusal(error)) return Outcome::refused;
  return is_lost(error) || is_unfinished(error) ? Outcome::resumable : Outcome::failed;
}

Outcome outcome_of(const Planned& planned, bool tells_difference) {
  if (!planned.refusals.empty()) return Outcome::refused;
  return tells_difference && !planned.plan.steps.empty() ? Outcome::differs : Outcome::done;
}

// What another owner has set is as it should be.
Outcome outcome_of(const std::vector<Drift>& drift, bool tells_difference) {
  bool is_found = std::any_of(drift.begin(), drift.end(),
                              [](const Drift& each) { return each.sort != Drift::Sort::foreign; });
  return tells_difference && is_found ? Outcome::differs : Outcome::done;
}

}  // namespace engine

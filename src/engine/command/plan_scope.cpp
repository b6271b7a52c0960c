#include "engine/command/plan_scope.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

namespace engine {
namespace {

using base::ErrorKind;

tl::unexpected<base::Error> refuse(std::string message, std::string hint) {
  return tl::unexpected(base::Error{ErrorKind::invalid, std::move(message), std::move(hint)});
}

bool has_targets(const PlannedState& state) {
  return !state.options.targets.empty();
}

bool is_user(const PlannedState& state, const PlannedState& below) {
  return state.stands_on == below.name;
}

// Whether the scope leaves steps of a cluster away.
base::Status plan_again(PlannedState& state, bool& leaves_out) {
  base::Diagnostics diagnostics;
  size_t before = state.planned.plan.steps.size();
  state.planned =
      make_plan({state.desired, state.state, state.observed, state.kinds}, state.options, diagnostics);
  for (const base::Diagnostic& each : diagnostics.list()) return refuse(each.message, each.hint);
  leaves_out = state.planned.plan.steps.size() < before;
  return {};
}

void leave_out(PlannedState& state) {
  state.planned.plan.steps.clear();
  state.planned.refusals.clear();
}

}  // namespace

base::Status apply_scope(const PlanScope& scope, Plans& plan) {
  if (scope.targets.empty() && scope.excludes.empty()) return {};
  plan.is_part = true;
  for (const std::string& each : scope.targets) {
    PlannedAt found = TRY(find_planned(each, plan));
    found.state->options.targets.push_back(found.address);
  }
  for (const std::string& each : scope.excludes) {
    PlannedAt found = TRY(find_planned(each, plan));
    found.state->options.excludes.push_back(found.address);
  }
  std::set<std::string> incomplete;
  for (PlannedState& state : plan.states) {
    bool is_needed = std::any_of(plan.states.begin(), plan.states.end(), [&](const PlannedState& each) {
      return is_user(each, state) && has_targets(each);
    });
    bool is_meant = scope.targets.empty() || has_targets(state) || is_needed;
    if (is_needed) state.options.targets.clear();
    bool leaves_out = false;
    TRY(plan_again(state, leaves_out));
    if (leaves_out) incomplete.insert(state.name);
    if (!is_meant || incomplete.contains(state.stands_on)) leave_out(state);
  }
  return {};
}

}  // namespace engine

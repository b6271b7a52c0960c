#include "platform/command/plan_scope.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "platform/command/known_states.h"

namespace platform {
namespace {

using base::ErrorKind;

tl::unexpected<base::Error> refuse(std::string message, std::string hint) {
  return tl::unexpected(base::Error{ErrorKind::invalid, std::move(message), std::move(hint)});
}

std::set<std::string> addresses_of(const PlannedState& state) {
  std::set<std::string> addresses;
  for (const engine::Resource& resource : state.desired) addresses.insert(resource.address);
  for (const auto& [key, record] : state.state.records) addresses.insert(key.address);
  return addresses;
}

// `dev` is that of `dev@eu-west-3`, and `production` that of `tutorial/production`.
bool is_named(const PlannedState& state, const std::string& name) {
  return name.empty() || state.name == name || (state.is_cluster && state.name.starts_with(name + "@")) ||
         (!state.is_cluster && state.name.ends_with("/" + name));
}

bool has_targets(const PlannedState& state) {
  return !state.options.targets.empty();
}

bool is_user(const PlannedState& state, const PlannedState& cluster) {
  return !state.is_cluster && state.cluster == cluster.name;
}

// Whether the scope leaves steps of a cluster away.
base::Status plan_again(PlannedState& state, bool& leaves_out) {
  base::Diagnostics diagnostics;
  size_t before = state.planned.plan.steps.size();
  state.planned = engine::make_plan({state.desired, state.state, state.observed, state.kinds}, state.options,
                                    diagnostics);
  for (const base::Diagnostic& each : diagnostics.list()) return refuse(each.message, each.hint);
  leaves_out = state.planned.plan.steps.size() < before;
  return {};
}

void leave_out(PlannedState& state) {
  state.planned.plan.steps.clear();
  state.planned.refusals.clear();
}

}  // namespace

base::Result<PlannedAt> find_planned(const std::string& text, UpPlan& plan) {
  size_t colon = text.rfind(':');
  std::string name = colon == std::string::npos ? "" : text.substr(0, colon);
  std::string address = colon == std::string::npos ? text : text.substr(colon + 1);
  std::vector<PlannedState*> found;
  std::vector<std::string> known;
  for (PlannedState& state : plan.states) {
    if (!is_named(state, name)) continue;
    std::set<std::string> all = addresses_of(state);
    if (all.contains(address)) found.push_back(&state);
    known.insert(known.end(), all.begin(), all.end());
  }
  if (found.size() == 1) return PlannedAt{found.front(), std::move(address)};
  if (found.empty()) {
    std::string meant = nearest(address, known);
    return refuse(fmt::format("`{}` is neither desired nor there", text),
                  meant.empty() ? "see what there is: slipway plan, slipway state list"
                                : fmt::format("did you mean {}?", meant));
  }
  std::string choices = "say which:";
  for (const PlannedState* state : found) choices += fmt::format("\n    {}:{}", state->name, address);
  return refuse(fmt::format("{} states have `{}`", found.size(), address), std::move(choices));
}

base::Status apply_scope(const PlanScope& scope, UpPlan& plan) {
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
  std::set<std::string> incomplete;  // clusters
  for (PlannedState& state : plan.states) {
    bool is_needed = std::any_of(plan.states.begin(), plan.states.end(), [&](const PlannedState& each) {
      return is_user(each, state) && has_targets(each);
    });
    bool is_meant = scope.targets.empty() || has_targets(state) || (state.is_cluster && is_needed);
    if (is_needed) state.options.targets.clear();
    bool leaves_out = false;
    TRY(plan_again(state, leaves_out));
    if (state.is_cluster && leaves_out) incomplete.insert(state.name);
    if (!is_meant || (!state.is_cluster && incomplete.contains(state.cluster))) leave_out(state);
  }
  return {};
}

}  // namespace platform

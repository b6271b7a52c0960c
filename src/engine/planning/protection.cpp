#include "engine/planning/protection.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "engine/planning/drift.h"

namespace engine {
namespace {

using ByAddress = std::unordered_map<std::string_view, const Resource*>;

// The configuration's word, as long as it speaks of it; else what was last applied.
bool is_protected(const Step& step, const PlanInputs& inputs, const ByAddress& desired) {
  const ResourceKind* kind = find_kind(inputs.kinds, step.kind);
  if (kind && (kind->holds_data || kind->runs_workloads)) return true;
  auto resource = desired.find(step.address);
  if (resource != desired.end()) return resource->second->is_protected;
  const Record* record = inputs.state.find(key_of(step));
  return record && record->is_protected;
}

// What is gone or on its way out needs no protection, nor what an earlier run was allowed to destroy, and had begun to.
bool is_going(const Step& step, const PlanInputs& inputs) {
  auto seen = inputs.observed.find(key_of(step));
  bool is_ending = seen != inputs.observed.end() && seen->second.condition == Reading::Condition::ending;
  const Record* record = inputs.state.find(key_of(step));
  return step.before.is_null() || is_ending || (record && record->is_being_destroyed());
}

// Others have hung on it what they alone take off: to remove what stands around it first would leave them in ruins.
void add_kept(const PlanInputs& inputs, const std::set<std::string>& going, std::vector<Refusal>& refusals) {
  for (const Drift& hung : hung_by_others(inputs))
    if (hung.remedy && going.contains(hung.address))
      refusals.push_back({hung.address,
                          fmt::format("`{}` cannot go: it has {} that Slipway did not put there: {}",
                                      hung.address, hung.member, hung_names(hung)),
                          *hung.remedy});
}

}  // namespace

std::vector<Refusal> refusals(const Plan& plan, const PlanInputs& inputs, const PlanOptions& options) {
  ByAddress desired;
  for (const Resource& resource : inputs.desired) desired.emplace(resource.address, &resource);
  std::vector<Refusal> refusals;
  int64_t destroyed = 0;
  std::set<std::string> going;
  for (const Step& step : plan.steps) {
    if (!is_destroying(step) || is_going(step, inputs)) continue;
    ++destroyed;
    going.insert(step.address);
    const auto& allowed = options.allow_destroy;
    if (std::find(allowed.begin(), allowed.end(), step.address) != allowed.end()) continue;
    if (is_protected(step, inputs, desired))
      refusals.push_back(
          {step.address, fmt::format("`{}` is protected, and would be destroyed: {}", step.address, step.why),
           fmt::format("{}allow-destroy {}", kIfMeant, step.address)});
  }
  if (options.max_destroy && destroyed > *options.max_destroy)
    refusals.push_back(
        {"", fmt::format("{} things would be destroyed, and {} are allowed", destroyed, *options.max_destroy),
         fmt::format("{}max-destroy {}", kIfMeant, destroyed)});
  add_kept(inputs, going, refusals);
  return refusals;
}

base::Error refused(const Refusal& refusal) {
  return {base::ErrorKind::conflict, refusal.message, refusal.hint};
}

bool is_refusal(const base::Error& error) {
  return error.hint.starts_with(kIfMeant);
}

}  // namespace engine

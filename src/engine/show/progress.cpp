#include "engine/show/progress.h"

#include <algorithm>

#include "engine/apply/forecast.h"

namespace engine {

using base::Time;

Progress::Progress(const Plan& plan, Time start)
    : plan_(&plan), start_(start), graph_(graph_of(plan)), steps_(plan.steps.size(), StepStatus::waiting) {
  counts_[static_cast<size_t>(StepStatus::waiting)] = steps_.size();
}

void Progress::take(Time now, const StepEvent& event) {
  auto step = static_cast<Step>(event.step);
  --counts_[static_cast<size_t>(steps_[step])];
  ++counts_[static_cast<size_t>(event.status)];
  steps_[step] = event.status;
  if (event.status == StepStatus::running) began_.try_emplace(step, now);
}

std::vector<Progress::Step> Progress::running() const {
  std::vector<Step> steps;
  for (const auto& [step, began] : began_)
    if (steps_[step] == StepStatus::running) steps.push_back(step);
  std::stable_sort(steps.begin(), steps.end(), [&](Step a, Step b) { return began_.at(a) < began_.at(b); });
  return steps;
}

Time Progress::began(Step step, Time now) const {
  auto began = began_.find(step);
  return began == began_.end() ? now : began->second;
}

std::vector<Progress::Step> Progress::waits_on(Step step) const {
  std::vector<Step> needs = graph_.needs(step);
  std::sort(needs.begin(), needs.end());
  needs.erase(std::unique(needs.begin(), needs.end()), needs.end());
  bool is_tried = steps_[step] != StepStatus::not_tried;
  std::erase_if(needs, [&](Step need) {
    bool will_not_be = steps_[need] == StepStatus::failed || steps_[need] == StepStatus::not_tried;
    return is_tried ? steps_[need] == StepStatus::done : !will_not_be;
  });
  return needs;
}

Time Progress::expected_end(Time now) const {
  return engine::expected_end(*plan_, graph_, steps_, began_, now);
}

}  // namespace engine

// A plan of several states as one, for showing.
#include <fmt/core.h>

#include <map>
#include <set>

#include "platform/command/planning.h"

namespace platform {
namespace {

engine::Action action_of(Change change) {
  switch (change) {
    case Change::make:
      return engine::Action::create;
    case Change::change:
      return engine::Action::change;
    case Change::remove:
      return engine::Action::destroy;
    case Change::keep:
      break;
  }
  return engine::Action::nothing;
}

// How often each address stands in the plan.
using Times = std::map<std::string, int>;

Times times_of(const UpPlan& plan) {
  Times times;
  for (const PlannedState& state : plan.states) {
    std::set<std::string> addresses;
    for (const engine::Step& step : state.planned.plan.steps) addresses.insert(step.address);
    for (const std::string& each : addresses) ++times[each];
  }
  for (const OtherStep& each : plan.others) ++times[each.what];
  return times;
}

class OnePlan {
 public:
  explicit OnePlan(const UpPlan& plan) : plan_(plan), times_(times_of(plan)) {}

  engine::Planned make() {
    for (const PlannedState& state : plan_.states) add(state);
    for (size_t at = 0; at < plan_.others.size(); ++at) add(plan_.others[at], at);
    return std::move(one_);
  }

 private:
  std::string shown(const std::string& state, const std::string& address) const {
    auto found = times_.find(address);
    return found != times_.end() && found->second > 1 ? state + ":" + address : address;
  }

  void add(const PlannedState& state) {
    auto id_of = [&](const std::string& id) { return state.name + ":" + id; };
    for (engine::Step step : state.planned.plan.steps) {
      step.id = id_of(step.id);
      for (std::string& need : step.needs) need = id_of(need);
      step.address = shown(state.name, step.address);
      one_.plan.steps.push_back(std::move(step));
    }
    for (engine::Refusal refusal : state.planned.refusals) {
      refusal.address = shown(state.name, refusal.address);
      one_.refusals.push_back(std::move(refusal));
    }
  }

  void add(const OtherStep& other, size_t number) {
    engine::Step step;
    step.id = fmt::format("step {}", number);
    step.address = shown(other.state, other.what);
    step.kind = "step";
    step.action = action_of(other.change);
    if (other.change == Change::remove) step.before = json::Object();
    if (other.change != Change::remove) step.after = json::Object();
    step.why = other.detail;
    one_.plan.steps.push_back(std::move(step));
  }

  const UpPlan& plan_;
  Times times_;
  engine::Planned one_;
};

}  // namespace

engine::Planned as_one(const UpPlan& plan) {
  return OnePlan(plan).make();
}

}  // namespace platform

// A plan of several states as one, for showing.
#include <map>
#include <set>

#include "platform/command/planning.h"

namespace platform {
namespace {

// How often each address stands in the plan.
using Times = std::map<std::string, int>;

Times times_of(const UpPlan& plan) {
  Times times;
  for (const PlannedState& state : plan.states) {
    std::set<std::string> addresses;
    for (const engine::Step& step : state.planned.plan.steps) addresses.insert(step.address);
    for (const std::string& each : addresses) ++times[each];
  }
  return times;
}

class OnePlan {
 public:
  explicit OnePlan(const UpPlan& plan) : plan_(plan), times_(times_of(plan)) {}

  engine::Planned make() {
    for (const PlannedState& state : plan_.states) add(state);
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

  const UpPlan& plan_;
  Times times_;
  engine::Planned one_;
};

}  // namespace

engine::Planned as_one(const UpPlan& plan) {
  return OnePlan(plan).make();
}

}  // namespace platform

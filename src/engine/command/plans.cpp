#include "engine/command/plans.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"

namespace engine {
namespace {

constexpr size_t kMostNearest = 3;

// How often each address stands in the plan.
using Times = std::map<std::string, int>;

Times times_of(const Plans& plan) {
  Times times;
  for (const PlannedState& state : plan.states) {
    std::set<std::string> addresses;
    for (const Step& step : state.planned.plan.steps) addresses.insert(step.address);
    for (const std::string& each : addresses) ++times[each];
  }
  return times;
}

class OnePlan {
 public:
  explicit OnePlan(const Plans& plan) : plan_(plan), times_(times_of(plan)) {}

  Planned make() {
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
    for (Step step : state.planned.plan.steps) {
      step.id = id_of(step.id);
      for (std::string& need : step.needs) need = id_of(need);
      step.address = shown(state.name, step.address);
      one_.plan.steps.push_back(std::move(step));
    }
    for (Refusal refusal : state.planned.refusals) {
      refusal.address = shown(state.name, refusal.address);
      one_.refusals.push_back(std::move(refusal));
    }
  }

  const Plans& plan_;
  Times times_;
  Planned one_;
};

tl::unexpected<base::Error> refuse(std::string message, std::string hint) {
  return tl::unexpected(base::Error{base::ErrorKind::invalid, std::move(message), std::move(hint)});
}

std::set<std::string> addresses_of(const PlannedState& state) {
  std::set<std::string> addresses;
  for (const Resource& resource : state.desired) addresses.insert(resource.address);
  for (const auto& [key, record] : state.state.records) addresses.insert(key.address);
  return addresses;
}

bool is_named(const PlannedState& state, const std::string& name) {
  const std::vector<std::string>& others = state.short_names;
  return name.empty() || state.name == name || std::find(others.begin(), others.end(), name) != others.end();
}

}  // namespace

Planned as_one(const Plans& plan) {
  return OnePlan(plan).make();
}

base::Result<PlannedAt> find_planned(const std::string& text, Plans& plan) {
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

std::string nearest(const std::string& word, std::vector<std::string> names) {
  std::vector<std::string> found;
  while (found.size() < kMostNearest) {
    auto meant = base::did_you_mean(word, names);
    if (!meant) break;
    std::erase(names, *meant);
    found.push_back(fmt::format("`{}`", *meant));
  }
  if (found.size() < 2) return found.empty() ? "" : found.front();
  std::string last = std::move(found.back());
  found.pop_back();
  return base::join(found, ", ") + " or " + last;
}

}  // namespace engine

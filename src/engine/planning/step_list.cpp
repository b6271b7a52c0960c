#include "engine/planning/step_list.h"

#include <algorithm>

namespace engine {
namespace {

Step step_for(const Resource& resource, const ResourceKind& kind, const Decision& decision) {
  Step step;
  step.address = resource.address;
  step.kind = resource.kind;
  step.action = decision.action;
  step.generation = decision.key.generation;
  step.connection = decision.connection;
  step.before = decision.before;
  step.after = decision.after;
  step.why = decision.why;
  step.impact = decision.impact;
  step.forced_by = decision.forced_by;
  bool changes = decision.action == Action::change || decision.action == Action::adopt;
  step.expected = changes ? kind.changing : kind.creating;
  step.calls = changes ? kind.changing_calls : kind.creating_calls;
  return step;
}

// One for each stage that a change goes through.
std::vector<Step> steps_for(const Resource& resource, const ResourceKind& kind, const Decision& decision) {
  if (decision.stages.empty()) return {step_for(resource, kind, decision)};
  std::vector<Step> steps;
  for (const Decision::Stage& stage : decision.stages) {
    Step step = step_for(resource, kind, decision);
    if (!steps.empty()) {
      step.before = steps.back().before;
      for (const json::Member& member : steps.back().after.as_object())
        step.before.as_object().set(member.name, member.value);
    }
    step.after = stage.after;
    step.why = why_of(stage.differing);
    step.impact = stage.impact;
    step.expected = duration_of_change(kind, stage.differing);
    steps.push_back(std::move(step));
  }
  return steps;
}

class StepMaker {
 public:
  StepMaker(const PlanInputs& inputs, const ResourceGraph& resources, const std::vector<Decision>& decisions)
      : inputs_(inputs), resources_(resources), decisions_(decisions) {}

  StepList make() {
    for (Graph::Node node : resources_.order) add_making(inputs_.desired[node], decisions_[node]);
    // Of the other things, the newest first: for no other reason than that a plan is the same each time.
    for (auto at = inputs_.state.records.rbegin(); at != inputs_.state.records.rend(); ++at)
      add_destroying(at->first, at->second);
    out_.graph = Graph(out_.steps.size());
    for (const Decision& decision : decisions_) add_edges(decision);
    for (Graph::Node node = 0; node < decisions_.size(); ++node) add_edges_of_stages(node);
    for (const auto& [key, record] : inputs_.state.records) add_edges_of_user(key, record);
    return std::move(out_);
  }

 private:
  void add_making(const Resource& resource, const Decision& decision) {
    stays_.insert(decision.key);
    if (auto name = name_of(resource.kind, decision.connection, resource.desired))
      named_.emplace(*std::move(name), &decision.key);
    if (decision.former) former_.emplace(*decision.former, &decision);
    if (decision.action == Action::nothing) return;
    auto& made = making_[decision.key];
    for (Step& step : steps_for(resource, *find_kind(inputs_.kinds, resource.kind), decision)) {
      size_t number = decision.stages.empty() ? decision.last_stage : decision.stages[made.size()].number;
      made.push_back({number, static_cast<Graph::Node>(out_.steps.size())});
      out_.steps.push_back(std::move(step));
    }
  }

  void add_destroying(const Key& key, const Record& record) {
    if (stays_.contains(key)) return;
    auto former = former_.find(key);
    Step step;
    step.address = key.address;
    step.kind = record.kind;
    step.action = former != former_.end() && former->second->action == Action::replace ? Action::replace
                                                                                       : Action::destroy;
    step.generation = key.generation;
    step.connection = record.connection;
    auto seen = inputs_.observed.find(key);
    if (seen == inputs_.observed.end())
      step.before = record.applied;
    else if (seen->second.is_there)
      step.before = seen->second.members;
    bool is_gone = seen != inputs_.observed.end() && !seen->second.is_there;
    step.why = former != former_.end() ? former->second->why
               : stays_at(key.address) ? left_over(key)
               : is_gone               ? "nothing desires it, and it is there no more"
                                       : "nothing desires it";
    if (step.action == Action::replace) step.forced_by = former->second->forced_by;
    if (const ResourceKind* kind = find_kind(inputs_.kinds, record.kind)) {
      step.impact = impact_of_leaving(*kind, leaving(former == former_.end() ? nullptr : former->second));
      step.expected = kind->removing;
      step.calls = kind->removing_calls;
    }
    if (former == former_.end() && !stays_at(key.address)) keep_what_stays(record, step);
    destroying_.emplace(key, static_cast<Graph::Node>(out_.steps.size()));
    out_.steps.push_back(std::move(step));
  }

  // What was moved to another address, and is desired at the former one still, is found there by its name: it is one
  // thing, and only the other address goes.
  void keep_what_stays(const Record& record, Step& step) const {
    auto name = name_of(record.kind, record.connection, record.applied);
    auto known = name ? named_.find(*name) : named_.end();
    if (known == named_.end()) return;
    step.action = Action::forget;
    step.why = fmt::format("it is `{}`, too, which stays", known->second->address);
    step.impact = Impact::none;
    step.calls.clear();
  }

  // Of things of which there is one by a name only; nullopt: others.
  std::optional<std::string> name_of(const std::string& kind_name, const Connection& connection,
                                     const json::Value& members) const {
    const ResourceKind* kind = find_kind(inputs_.kinds, kind_name);
    if (!kind || kind->found_by != FoundBy::name || kind->name_from.empty()) return std::nullopt;
    std::string name = fmt::format("{} {} {} {}", kind_name, json::dump(connection.account),
                                   json::dump(connection.region), json::dump(connection.cluster));
    for (const std::string& member : kind->name_from) {
      const json::Value* value = members.find(member);
      if (!value) return std::nullopt;
      name += ' ' + json::dump(*value);
    }
    return name;
  }

  static Leaving leaving(const Decision* successor) {
    if (!successor) return Leaving::for_good;
    return successor->former_first ? Leaving::before_successor : Leaving::behind_successor;
  }

  // Beside what stays at its address.
  const char* left_over(const Key& key) const {
    bool is_older =
        stays_.lower_bound(key) != stays_.end() && stays_.lower_bound(key)->address == key.address;
    return is_older ? "it was left over when it was replaced"
                    : "what it was to take the place of is desired again";
  }

  bool stays_at(const std::string& address) const {
    auto next = stays_.lower_bound(Key{address, 0});
    return next != stays_.end() && next->address == address;
  }

  struct Making {
    size_t stage;
    Graph::Node step;
  };

  // The step with which it comes to this stage, be it an earlier one; nullptr: it is there already.
  const Making* reached(const Key& key, size_t stage) const {
    auto making = making_.find(key);
    if (making == making_.end()) return nullptr;
    auto behind = std::find_if(making->second.begin(), making->second.end(),
                               [&](const Making& each) { return each.stage > stage; });
    return behind == making->second.begin() ? nullptr : &*std::prev(behind);
  }

  // Each stage behind the same one of what it needs, and behind its own one before.
  void add_edges(const Decision& decision) {
    auto making = making_.find(decision.key);
    if (making == making_.end()) return;
    for (const Making& each : making->second) {
      for (const Key& need : decision.needs)
        if (const Making* needed = reached(need, each.stage)) out_.graph.add(each.step, needed->step);
      if (const Making* before = reached(decision.key, each.stage - 1))
        out_.graph.add(each.step, before->step);
    }
    add_edges_of_name(decision, making->second.front().step);
    if (!decision.former) return;
    Graph::Node destroying = destroying_.at(*decision.former);
    if (decision.former_first)
      out_.graph.add(making->second.front().step, destroying);
    else
      out_.graph.add(destroying, making->second.back().step);
  }

  // A new one behind those that were left over at its address and have its name.
  void add_edges_of_name(const Decision& decision, Graph::Node making) {
    if (decision.key.generation != inputs_.state.next_generation(decision.key.address)) return;
    for (auto at = destroying_.lower_bound({decision.key.address, 0});
         at != destroying_.end() && at->first.address == decision.key.address; ++at) {
      const Record& record = inputs_.state.records.at(at->first);
      const ResourceKind* kind = find_kind(inputs_.kinds, record.kind);
      const json::Value& last = record.is_half_made() && record.open ? record.open->desired : record.applied;
      if (at->first != decision.former && kind && !can_stand_beside(*kind, last, decision.after))
        out_.graph.add(making, at->second);
    }
  }

  // And when all that needs it, directly or not, has come to the one before, and its formers have gone.
  void add_edges_of_stages(Graph::Node node) {
    if (decisions_[node].stages.empty()) return;
    std::vector<bool> users = resources_.graph.closure({node}, Graph::Direction::users);
    users[node] = false;
    for (const Making& each : making_.at(decisions_[node].key))
      for (Graph::Node user = 0; user < users.size(); ++user) {
        const Making* before = users[user] ? reached(decisions_[user].key, each.stage - 1) : nullptr;
        if (!before) continue;
        out_.graph.add(each.step, before->step);
        if (const auto& former = decisions_[user].former) out_.graph.add(each.step, destroying_.at(*former));
      }
  }

  // What it uses and is destroyed goes behind it: behind its own destruction, or behind the step after which it uses
  // that no more.
  // The step after which a user of a former thing uses its successor.
  const Making& left_by(const Key& user, const Key& former, const std::vector<Making>& making) const {
    auto successor = former_.find(former);
    const Making* left = successor == former_.end() ? nullptr : reached(user, successor->second->last_stage);
    return left ? *left : making.back();
  }

  void add_edges_of_user(const Key& key, const Record& record) {
    auto leaving = destroying_.find(key);
    auto changing = making_.find(key);
    for (const Key& used : record.uses()) {
      auto destroyed = destroying_.find(used);
      if (destroyed == destroying_.end()) continue;
      if (leaving != destroying_.end())
        out_.graph.add(destroyed->second, leaving->second);
      else if (changing != making_.end())
        out_.graph.add(destroyed->second, left_by(key, used, changing->second).step);
    }
  }

  const PlanInputs& inputs_;
  const ResourceGraph& resources_;
  const std::vector<Decision>& decisions_;
  StepList out_;
  std::set<Key> stays_;
  std::map<std::string, const Key*> named_;  // what stays
  std::map<Key, const Decision*> former_;
  std::map<Key, std::vector<Making>> making_;  // by their stages
  std::map<Key, Graph::Node> destroying_;
};

}  // namespace

StepList make_steps(const PlanInputs& inputs, const ResourceGraph& resources,
                    const std::vector<Decision>& decisions) {
  return StepMaker(inputs, resources, decisions).make();
}

}  // namespace engine

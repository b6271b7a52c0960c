#include "engine/planning/decision.h"

#include <algorithm>

namespace engine {
namespace {

using Users = std::map<Key, std::vector<Key>>;

Users users_of(const State& state) {
  Users users;
  for (const auto& [key, record] : state.records)
    for (const Key& used : record.uses()) users[used].push_back(key);
  return users;
}

// All that uses `key`, and what uses that.
void add_users(const Users& users, const Key& key, std::set<Key>& out) {
  auto found = users.find(key);
  if (found == users.end()) return;
  for (const Key& user : found->second)
    if (out.insert(user).second) add_users(users, user, out);
}

std::string join(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += fmt::format("{}`{}`", text.empty() ? "" : ", ", name);
  return text;
}

bool contains(const std::vector<std::string>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

class Decider {
 public:
  Decider(const PlanInputs& inputs, const ResourceGraph& graph, const std::set<Key>& forced)
      : inputs_(inputs), graph_(graph), forced_(forced), decisions_(inputs.desired.size()) {}

  std::vector<Decision> all() {
    for (Graph::Node node : graph_.order) decisions_[node] = decide(inputs_.desired[node]);
    return std::move(decisions_);
  }

 private:
  const json::Value* output(const Output& output, json::Value& place) const;
  json::Value filled(const json::Value& value) const;
  Decision decide(const Resource& resource) const;
  void decide_new(const Resource& resource, Decision& decision) const;
  void decide_known(const Resource& resource, const Key& key, const Record& record, size_t moved_at,
                    Decision& decision) const;
  bool is_as_desired(const Resource& resource, const Key& key, const Record& record,
                     const Decision& decision) const;
  void decide_there(const Resource& resource, const ResourceKind& kind, const Key& key, const Record& record,
                    const Reading& reading, size_t moved_at, Decision& decision) const;
  void replace(const ResourceKind& kind, const Key& key, const Record& record, std::string why,
               Decision& decision) const;
  bool is_otherwise_different(const Resource& resource, const Record& record, const Reading& reading,
                              const Decision& decision) const;
  void go_by_stages(const Resource& resource, const ResourceKind& kind, size_t moved_at,
                    Decision& decision) const;

  const PlanInputs& inputs_;
  const ResourceGraph& graph_;
  const std::set<Key>& forced_;
  std::vector<Decision> decisions_;
};

// From which on nothing of it changes any more.
size_t last_stage_of(const Resource& resource) {
  size_t stage = resource.stages.size() + 1;
  while (stage > 1 && resource.stages[stage - 2] == resource.desired) --stage;
  return stage;
}

// Asking again with the same token is asking for the same.
bool is_asked_for_otherwise(const ResourceKind& kind, const Record& record, const Decision& decision) {
  return record.open && !differences(kind, decision.after, {}, record.open->desired).replacing.empty();
}

Reading as_applied(const Record& record) {
  Reading reading;
  reading.is_there = !record.identity.is_null();
  reading.identity = record.identity;
  if (record.applied.is_object()) reading.members = record.applied.as_object();
  if (record.outputs.is_object()) reading.outputs = record.outputs.as_object();
  return reading;
}

// A member that cannot be read is as it was last applied, as far as anybody knows; one that others own is no part of
// what changes.
json::Object last_known(const ResourceKind& kind, const Reading& reading, const Record& record) {
  json::Object members = reading.members;
  if (!record.applied.is_object()) return members;
  for (const json::Member& member : record.applied.as_object())
    if (kind.foreign.contains(member.name) || !members.find(member.name))
      members.set(member.name, member.value);
  return members;
}

Reading reading_of(const PlanInputs& inputs, const Key& key, const Record& record) {
  auto found = inputs.observed.find(key);
  return found == inputs.observed.end() ? as_applied(record) : found->second;
}

// An output that is known now and will be the same afterwards.
const json::Value* Decider::output(const Output& output, json::Value& place) const {
  Graph::Node node = graph_.by_address.at(output.address);
  const Decision& decision = decisions_[node];
  bool stays = decision.action == Action::nothing || decision.action == Action::change;
  const ResourceKind* kind = find_kind(inputs_.kinds, inputs_.desired[node].kind);
  if (!stays || (decision.action == Action::change && contains(kind->varying, output.name))) return nullptr;
  Reading reading = reading_of(inputs_, decision.key, inputs_.state.records.at(decision.key));
  const json::Value* value = reading.outputs.find(output.name);
  if (!value) return nullptr;
  place = *value;
  return &place;
}

json::Value Decider::filled(const json::Value& value) const {
  json::Value place;
  return fill(value, [&](const Output& each) { return output(each, place); });
}

Decision Decider::decide(const Resource& resource) const {
  Decision decision;
  decision.connection = {filled(resource.connection.account), filled(resource.connection.region),
                         filled(resource.connection.cluster)};
  decision.after = filled(resource.desired);
  decision.why = resource.why;
  size_t settled_at = 1,
         moved_at = 0;  // when all that it uses is there; when it uses a successor (0: of nothing)
  for (const std::string& address : needs_of(resource)) {
    const Decision& need = decisions_[graph_.by_address.at(address)];
    decision.needs.push_back(need.key);
    if (need.former || need.action == Action::create) settled_at = std::max(settled_at, need.last_stage);
    if (need.former) moved_at = std::max(moved_at, need.last_stage);
  }
  decision.last_stage = std::max(last_stage_of(resource), resource.stages.empty() ? settled_at : 1);

  const auto* newest = inputs_.state.newest(resource.address);
  if (!newest) {
    decide_new(resource, decision);
    return decision;
  }
  Decision undecided = decision;
  decide_known(resource, newest->first, newest->second, moved_at, decision);
  if (!decision.former) return decision;
  // What it was to take the place of may be desired again, and stand there still.
  for (auto older = inputs_.state.records.find(newest->first); older != inputs_.state.records.begin();) {
    const auto& [key, record] = *--older;
    if (key.address != resource.address) break;
    if (!is_as_desired(resource, key, record, undecided)) continue;
    decide_known(resource, key, record, moved_at, undecided);
    return undecided;
  }
  return decision;
}

void Decider::decide_known(const Resource& resource, const Key& key, const Record& record, size_t moved_at,
                           Decision& decision) const {
  const ResourceKind& kind = *find_kind(inputs_.kinds, resource.kind);
  Reading reading = reading_of(inputs_, key, record);
  if (reading.is_there) decision.before = last_known(kind, reading, record);
  if (record.is_being_destroyed())
    replace(kind, key, record, "it was being destroyed when an earlier run ended", decision);
  else if (record.kind != resource.kind)
    replace(kind, key, record, fmt::format("it is of the kind `{}`", record.kind), decision);
  else if (reading.is_there && reading.condition == Reading::Condition::ending)
    replace(kind, key, record, "it is on its way out", decision);
  else if (forced_.contains(key))
    replace(kind, key, record, "what it uses is replaced, and goes before its successor is there", decision);
  else if (decision.connection != record.connection)
    replace(kind, key, record, "it is somewhere else", decision);
  else if (reading.is_there)
    decide_there(resource, kind, key, record, reading, moved_at, decision);
  else if (record.identity.is_null() && is_asked_for_otherwise(kind, record, decision))
    replace(kind, key, record, "an earlier run asked for it otherwise, and ended before it was there",
            decision);
  else if (record.identity.is_null()) {
    decision.action = Action::create;
    decision.key = key;
    decision.why = "an earlier run ended before it was there";
  } else {
    decision.action = Action::create;
    decision.key = {key.address, inputs_.state.next_generation(key.address)};
    decision.former = key;
    decision.why = "it is there no more";
  }
}

bool Decider::is_as_desired(const Resource& resource, const Key& key, const Record& record,
                            const Decision& decision) const {
  bool may_stay = record.kind == resource.kind && record.connection == decision.connection &&
                  !record.is_half_made() && !record.is_being_destroyed() && !forced_.contains(key);
  if (!may_stay) return false;
  Reading reading = reading_of(inputs_, key, record);
  if (!reading.is_there || reading.condition != Reading::Condition::ready) return false;
  const ResourceKind& kind = *find_kind(inputs_.kinds, resource.kind);
  return differences(kind, decision.after, reading.members, record.applied).replacing.empty();
}

void Decider::decide_new(const Resource& resource, Decision& decision) const {
  decision.key = {resource.address, inputs_.state.next_generation(resource.address)};
  auto found = inputs_.observed.find(decision.key);
  bool is_there = found != inputs_.observed.end() && found->second.is_there &&
                  found->second.condition != Reading::Condition::ending;
  decision.action = resource.adopt.is_null() && !is_there ? Action::create : Action::adopt;
  if (is_there) decision.before = found->second.members;
}

void Decider::replace(const ResourceKind& kind, const Key& key, const Record& record, std::string why,
                      Decision& decision) const {
  decision.action = Action::replace;
  decision.key = {key.address, inputs_.state.next_generation(key.address)};
  decision.former = key;
  decision.why = std::move(why);
  const json::Value& last = record.is_half_made() && record.open ? record.open->desired : record.applied;
  bool is_same_kind = kind.name == record.kind && decision.connection == record.connection;
  decision.former_first =
      forced_.contains(key) || (is_same_kind && !can_stand_beside(kind, last, decision.after));
}

void Decider::decide_there(const Resource& resource, const ResourceKind& kind, const Key& key,
                           const Record& record, const Reading& reading, size_t moved_at,
                           Decision& decision) const {
  const json::Value& last = record.is_half_made() && record.open ? record.open->desired : record.applied;
  Difference difference = differences(kind, decision.after, reading.members, last);
  decision.key = key;
  if (reading.condition == Reading::Condition::failed)
    return replace(kind, key, record, fmt::format("it has failed: {}", reading.note), decision);
  if (!difference.replacing.empty()) {
    decision.forced_by = difference.replacing;
    return replace(kind, key, record,
                   fmt::format("{} cannot be changed in place", join(difference.replacing)), decision);
  }
  if (record.is_half_made()) {
    decision.action = record.origin == Origin::adopted ? Action::adopt : Action::create;
    decision.why = "an earlier run ended before it was ready";
  } else if (!difference.in_place.empty()) {
    decision.action = Action::change;
    decision.why = why_of(difference.in_place);
    decision.impact = impact_of_change(kind, difference.in_place);
    go_by_stages(resource, kind, moved_at, decision);
  } else if (is_otherwise_different(resource, record, reading, decision)) {
    decision.action = Action::change;
    decision.why = "it is so already, and the state does not know it";
  }
}

std::vector<std::string> members_of_stages(const std::vector<json::Value>& stages) {
  std::vector<std::string> names;
  for (const json::Member& member : stages.back().as_object()) {
    bool stays = std::all_of(stages.begin(), stages.end(), [&](const json::Value& stage) {
      const json::Value* value = stage.find(member.name);
      return value && *value == member.value;
    });
    if (!stays) names.push_back(member.name);
  }
  return names;
}

// The stage in which it is, by the members that stages change; 0: before the first.
size_t stage_there(const std::vector<json::Value>& stages, const json::Value& there) {
  std::vector<std::string> names = members_of_stages(stages);
  for (size_t number = names.empty() ? 0 : stages.size(); number > 0; --number) {
    bool is_there = std::all_of(names.begin(), names.end(), [&](const std::string& name) {
      const json::Value *value = stages[number - 1].find(name), *now = there.find(name);
      return value && now && *value == *now;
    });
    if (is_there) return number;
  }
  return 0;
}

// A stage in which nothing differs from the one before is none. A thing that is half-way goes on from there.
void Decider::go_by_stages(const Resource& resource, const ResourceKind& kind, size_t moved_at,
                           Decision& decision) const {
  json::Value reached = decision.before;
  std::vector<json::Value> stages;
  for (const json::Value& stage : resource.stages) stages.push_back(filled(stage));
  stages.push_back(decision.after);
  for (size_t number = std::max<size_t>(stage_there(stages, reached), 1); number <= stages.size(); ++number) {
    const json::Value& after = stages[number - 1];
    Difference difference = differences(kind, after, reached.as_object(), {});
    if (!difference.replacing.empty() || (difference.in_place.empty() && number != moved_at)) continue;
    for (const json::Member& member : after.as_object()) reached.as_object().set(member.name, member.value);
    decision.stages.push_back(
        {number, after, difference.in_place, impact_of_change(kind, difference.in_place)});
  }
  if (decision.stages.empty()) return;
  if (resource.stages.empty()) decision.stages.back().number = decision.last_stage;
  decision.stages.back().after = decision.after;
  decision.last_stage = decision.stages.back().number;
}

bool Decider::is_otherwise_different(const Resource& resource, const Record& record, const Reading& reading,
                                     const Decision& decision) const {
  return record.open || record.needs != decision.needs || record.applied != decision.after ||
         record.outputs != json::Value(reading.outputs) || record.is_protected != resource.is_protected;
}

}  // namespace

std::string why_of(const std::vector<std::string>& differing) {
  if (differing.empty()) return "what it uses is made anew";
  return fmt::format("{} differs", join(differing));
}

std::vector<Decision> decide(const PlanInputs& inputs, const ResourceGraph& graph) {
  Users users = users_of(inputs.state);
  std::set<Key> forced;
  while (true) {
    std::vector<Decision> decisions = Decider(inputs, graph, forced).all();
    size_t before = forced.size();
    for (const Decision& decision : decisions)
      if (decision.former_first) add_users(users, *decision.former, forced);
    if (forced.size() == before) return decisions;
  }
}

}  // namespace engine

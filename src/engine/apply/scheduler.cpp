#include "engine/apply/scheduler.h"

#include <algorithm>

#include "engine/apply/forecast.h"
#include "engine/journal/fold.h"
#include "engine/planning/planner.h"

namespace engine {

using base::Error;
using base::ErrorKind;
using base::Milliseconds;
using base::Time;

namespace {

constexpr Milliseconds kRenewAgain{1000};

std::vector<int64_t> expected_ms(const Plan& plan) {
  std::vector<int64_t> out;
  for (const Step& step : plan.steps) out.push_back(Milliseconds(step.expected).count());
  return out;
}

}  // namespace

Scheduler::Scheduler(Plan plan, const std::vector<Resource>& desired, State state, const Kinds& kinds,
                     Lease lease, ApplySettings settings)
    : plan_(std::move(plan)),
      state_(std::move(state)),
      kinds_(kinds),
      lease_(std::move(lease)),
      settings_(std::move(settings)),
      graph_(graph_of(plan_)),
      remaining_(graph_.remaining(expected_ms(plan_))),
      outbox_(settings_.pacing, settings_.calls_at_once, settings_.call_limit) {
  for (const Resource& resource : desired) desired_.emplace(resource.address, &resource);
  for (const Step& step : plan_.steps)
    if (is_destroying(step)) leaving_.insert(key_of(step));
  report_.steps.assign(plan_.steps.size(), StepStatus::waiting);
  for (Node node = 0; node < graph_.size(); ++node) {
    missing_.push_back(graph_.needs(node).size());
    if (missing_.back() == 0) ready_.emplace(-remaining_[node], node);
  }
}

Scheduler::~Scheduler() = default;

Effects Scheduler::start(Time now) {
  begin_ready(now);
  return take_effects(now);
}

Effects Scheduler::handle(Time now, const Event& event) {
  switch (event.type) {
    case Event::Type::answer:
      answer(now, event);
      break;
    case Event::Type::tick:
      break;
    case Event::Type::renewed:
      lease_.expires = event.expires;
      renews_ = false;
      break;
    case Event::Type::renewal_failed:
      renews_ = false;
      renews_again_at_ = now + kRenewAgain;
      if (now >= lease_.expires) lose_lease(event.error);
      break;
    case Event::Type::lease_lost:
      lose_lease(event.error);
      break;
    case Event::Type::journal_failed:
      if (event.error.kind == ErrorKind::conflict) lose_lease(event.error);
      stop(Ending::unwritten);
      report_.error = event.error;
      waits_for_answers_ = false;
      break;
    case Event::Type::stop:
      if (report_.ending == Ending::stopped) waits_for_answers_ = false;
      stop(Ending::stopped);
      break;
  }
  wake_those_due(now);
  begin_ready(now);
  return take_effects(now);
}

// The first reason is the one that is told, but for those after which nothing may be written.
void Scheduler::stop(Ending ending) {
  bool is_last_word = report_.ending == Ending::lease_lost || report_.ending == Ending::unwritten;
  bool writes_no_more = ending == Ending::lease_lost || ending == Ending::unwritten;
  if (!is_last_word && (!begins_nothing() || writes_no_more)) report_.ending = ending;
}

void Scheduler::lose_lease(const Error& error) {
  stop(Ending::lease_lost);
  report_.error = error;
  waits_for_answers_ = false;
}

void Scheduler::begin_ready(Time now) {
  while (!begins_nothing() && !ready_.empty()) {
    Node node = ready_.begin()->second;
    ready_.erase(ready_.begin());
    begin(now, node);
  }
}

void Scheduler::begin(Time now, Node node) {
  const Step& step = plan_.steps[node];
  tell(node, StepStatus::running);
  if (step.action == Action::forget || is_its_successor_too(step)) return forget_by_plan(now, node);
  auto life = life_of(step);
  if (!life) return end(node, StepStatus::failed, report_.error);
  Running& running = running_[node];
  running.life = std::move(life);
  running.began_at = now;
  take_move(now, node, running.life->begin(now));
}

// A former thing that was said to be gone, and had its successor's name: the successor found it there after all.
bool Scheduler::is_its_successor_too(const Step& step) const {
  if (!is_destroying(step)) return false;
  const Record* record = state_.find(key_of(step));
  const auto* newest = state_.newest(step.address);
  return record && !record->identity.is_null() && newest->first != key_of(step) &&
         newest->second.identity == record->identity;
}

void Scheduler::forget_by_plan(Time now, Node node) {
  Entry entry;
  entry.type = Entry::Type::forget;
  entry.key = key_of(plan_.steps[node]);
  write(now, std::move(entry));
  end(node, StepStatus::done, std::nullopt);
}

// The newest at an address that does not go: what was to take its place may be newer, and go.
const std::pair<const Key, Record>* Scheduler::staying(const std::string& address) const {
  auto at = state_.records.upper_bound(Key{address, INT64_MAX});
  while (at != state_.records.begin() && (--at)->first.address == address)
    if (!leaving_.contains(at->first)) return &*at;
  return nullptr;
}

// What is known by now in the place of the outputs.
base::Result<json::Value> Scheduler::filled(const json::Value& value) const {
  json::Value out = fill(value, [&](const Output& output) -> const json::Value* {
    const auto* known = staying(output.address);
    return known ? known->second.outputs.find(output.name) : nullptr;
  });
  std::vector<Output> missing = outputs_in(out);
  if (missing.empty()) return out;
  return base::fail(ErrorKind::not_found, "`{}` has no output `{}`", missing.front().address,
                    missing.front().name);
}

std::unique_ptr<Life> Scheduler::life_of(const Step& step) {
  LifeOf of;
  of.kind = find_kind(kinds_, step.kind);
  of.key = key_of(step);
  of.limit = settings_.call_limit;
  if (const Record* record = state_.find(of.key)) of.before = *record;
  of.subject.address = step.address;
  of.subject.token = of.before.token.empty() ? token_of(state_.lineage, of.key) : of.before.token;
  of.connection = of.before.connection;
  if (is_destroying(step)) {
    of.subject.desired =
        of.before.is_half_made() && of.before.open ? of.before.open->desired : of.before.applied;
    return removing(std::move(of));
  }

  MakingOf how;
  how.action = step.action;
  auto resource = desired_.find(step.address);
  auto desired = filled(step.after);
  auto account = filled(step.connection.account), region = filled(step.connection.region),
       cluster = filled(step.connection.cluster);
  for (const auto* each : {&desired, &account, &region, &cluster})
    if (!*each) report_.error = each->error();
  if (!desired || !account || !region || !cluster) return nullptr;
  of.subject.desired = *desired;
  of.connection = {*account, *region, *cluster};
  if (resource != desired_.end()) {
    for (const std::string& address : needs_of(*resource->second))
      if (const auto* needed = staying(address)) how.needs.push_back(needed->first);
    how.is_protected = resource->second->is_protected;
    how.adopt = step.action == Action::adopt ? resource->second->adopt : json::Value();
  }
  return making(std::move(of), std::move(how));
}

void Scheduler::answer(Time now, const Event& event) {
  auto sender = outbox_.answered(event.call);
  if (!sender) return;
  Node node = static_cast<Node>(*sender);
  Running& running = running_.at(node);
  if (event.answer.status == Answer::Status::throttled) return throttled(now, node);
  if (event.answer.status == Answer::Status::expired) {
    stop(Ending::expired);
    return;
  }
  running.throttles = 0;
  take_move(now, node, running.life->answered(running.asked_at, now, event.answer));
}

// Twice as long each time, up to half a minute, for as long as anything may take.
void Scheduler::throttled(Time now, Node node) {
  Running& running = running_.at(node);
  outbox_.throttled(now, running.call.request);
  const ResourceKind* kind = find_kind(kinds_, plan_.steps[node].kind);
  if (now - running.began_at > kind->patience)
    return end(node, StepStatus::failed,
               Error{ErrorKind::unavailable,
                     fmt::format("`{}`: `{}` is refused for too many requests, again and again",
                                 plan_.steps[node].address, running.call.request.operation),
                     "see who else calls it so often"});
  Milliseconds pause = Milliseconds(500) * (1 << std::min(running.throttles++, 6));
  running.pauses_for_throttle = true;
  pauses_.emplace(now + pause, node);
}

void Scheduler::take_move(Time now, Node node, Move move) {
  for (Entry& entry : move.entries) write(now, std::move(entry));
  if (move.error) return end(node, StepStatus::failed, std::move(move.error));
  if (move.is_done) return end(node, StepStatus::done, std::nullopt);
  Running& running = running_.at(node);
  if (move.pause) {
    if (!move.note.empty() && move.note != running.note)
      told_.push_back({node, StepStatus::running, std::nullopt, move.note});
    if (!move.note.empty()) running.note = move.note;
    pauses_.emplace(now + *move.pause, node);
    return;
  }
  const Record* record = state_.find(key_of(plan_.steps[node]));
  Connection connection = record ? record->connection : plan_.steps[node].connection;
  running.call = {std::move(connection), *std::move(move.request)};
  running.asked_at = now;
  outbox_.push(node, remaining_[node], running.call);
}

void Scheduler::write(Time now, Entry entry) {
  entry.serial = state_.serial + 1;
  entry.fence = lease_.fence;
  entry.at = now;
  auto folded = fold(state_, entry);
  if (!folded) {
    stop(Ending::unwritten);
    report_.error = folded.error();
    waits_for_answers_ = false;
    return;
  }
  entries_.push_back(std::move(entry));
}

void Scheduler::tell(Node node, StepStatus status, std::optional<Error> error) {
  report_.steps[node] = status;
  told_.push_back({node, status, std::move(error), ""});
}

void Scheduler::end(Node node, StepStatus status, const std::optional<Error>& error) {
  running_.erase(node);
  tell(node, status, error);
  if (status == StepStatus::failed) {
    if (!begins_nothing()) report_.ending = Ending::failed;
    report_.failures.push_back({node, error.value_or(Error{})});
    give_up_users(node);
    return;
  }
  for (Node user : graph_.users(node))
    if (--missing_[user] == 0 && report_.steps[user] == StepStatus::waiting)
      ready_.emplace(-remaining_[user], user);
}

void Scheduler::give_up_users(Node node) {
  std::vector<Node> open = graph_.users(node);
  while (!open.empty()) {
    Node user = open.back();
    open.pop_back();
    if (report_.steps[user] != StepStatus::waiting) continue;
    tell(user, StepStatus::not_tried);
    open.insert(open.end(), graph_.users(user).begin(), graph_.users(user).end());
  }
}

void Scheduler::wake_those_due(Time now) {
  while (!pauses_.empty() && pauses_.begin()->first <= now && !begins_nothing()) {
    Node node = pauses_.begin()->second;
    pauses_.erase(pauses_.begin());
    Running& running = running_.at(node);
    if (std::exchange(running.pauses_for_throttle, false))
      outbox_.push(node, remaining_[node], running.call);
    else
      take_move(now, node, running.life->resumed(now));
  }
}

Effects Scheduler::take_effects(Time now) {
  Effects effects;
  effects.finished =
      !waits_for_answers_ || (outbox_.under_way() == 0 && (running_.empty() || begins_nothing()));
  if (report_.ending != Ending::lease_lost && report_.ending != Ending::unwritten) {
    effects.entries = std::move(entries_);
    effects.steps = std::move(told_);
  }
  entries_.clear();
  told_.clear();
  if (effects.finished) return effects;
  if (!begins_nothing() && may_call(now)) effects.calls = outbox_.take(now);
  report_.calls += static_cast<int64_t>(effects.calls.size());
  if (!renews_ && now >= renew_at() && (!renews_again_at_ || now >= *renews_again_at_)) {
    effects.renew = settings_.lease_duration;
    renews_ = true;
    renews_again_at_.reset();
  }
  effects.wake = next_wake(now);
  return effects;
}

std::optional<Time> Scheduler::next_wake(Time now) const {
  std::optional<Time> wake;
  auto no_later = [&](Time time) { wake = wake ? std::min(*wake, time) : time; };
  if (!begins_nothing() && !pauses_.empty()) no_later(pauses_.begin()->first);
  if (!begins_nothing() && may_call(now))
    if (auto next = outbox_.next(now)) no_later(*next);
  if (!renews_) no_later(std::max(renew_at(), renews_again_at_.value_or(renew_at())));
  return wake;
}

Time Scheduler::expected_end(Time now) const {
  std::map<Node, Time> began;
  for (const auto& [node, running] : running_) began.emplace(node, running.began_at);
  return engine::expected_end(plan_, graph_, report_.steps, began, now);
}

}  // namespace engine

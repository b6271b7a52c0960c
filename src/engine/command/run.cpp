#include "engine/command/run.h"

#include <algorithm>

#include "engine/apply/observer.h"
#include "engine/apply/scheduler.h"
#include "engine/command/lost.h"
#include "engine/drive/thread_driver.h"
#include "engine/keep/history.h"

namespace engine {
namespace {

std::string_view doing(const Step& step) {
  if (is_destroying(step)) return "removing";
  return step.action == Action::change || step.action == Action::adopt ? "changing" : "making";
}

// Of a message that begins with it: "`role`: ...".
std::string address_in(std::string_view message) {
  if (!message.starts_with('`')) return "";
  message.remove_prefix(1);
  return std::string(message.substr(0, message.find('`')));
}

}  // namespace

base::Status Run::load() {
  state_ = TRY(engine::load(keep_)).state;
  return {};
}

base::Result<Observed> Run::observe(const State& state, const std::vector<Resource>& desired) const {
  ObserveSettings looking;
  looking.looks_for_names = true;
  looking.looks_for_lost = world_.looks_for_lost;
  looking.call_limit = settings_.call_limit;
  Observer observer(state, desired, settings_.kinds, looking);
  {
    ThreadDriver driver(observer, caller_, world_.clock, world_.calls_at_once, nullptr, {});
    std::stop_callback once(world_.stop, [&] { driver.stop(); });
    driver.run();
  }
  if (!observer.errors().empty()) {
    const base::Error& error = observer.errors().front();
    return tl::unexpected(told(address_in(error.message), error));
  }
  return observer.observed();
}

base::Status Run::plan(std::vector<Resource> desired, const PlanOptions& options) {
  desired_ = std::move(desired);
  observed_ = TRY(observe(state_, desired_));
  if (world_.looks_for_lost)
    TRY(find_lost(state_, desired_, observed_,
                  [&](const State& state, const std::vector<Resource>& due) { return observe(state, due); }));
  base::Diagnostics diagnostics;
  Planned planned = world_.make_plan({desired_, state_, observed_, settings_.kinds}, options, diagnostics);
  for (const base::Diagnostic& each : diagnostics.list())
    return tl::unexpected(
        told(address_in(each.message), {base::ErrorKind::conflict, each.message, each.hint}));
  for (const Refusal& each : planned.refusals) return tl::unexpected(told(each.address, refused(each)));
  plan_ = std::move(planned.plan);
  return {};
}

Change Run::change(const std::string& address) const {
  Change change = Change::keep;
  for (const Step& step : plan_.steps) {
    if (step.address != address) continue;
    if (step.action == Action::replace)
      return seen(address) && seen(address)->is_there && !is_ending(address) ? Change::change : Change::make;
    if (is_destroying(step) && change == Change::keep && goes(step)) change = Change::remove;
    if (step.action == Action::create) return Change::make;
    if (!differing(address).empty()) return Change::change;
  }
  return change;
}

// What is there no more is only known no more.
bool Run::goes(const Step& step) const {
  if (step.action == Action::forget) return false;
  auto found = observed_.find(key_of(step));
  return found == observed_.end() || found->second.is_there;
}

const Reading* Run::seen(const std::string& address) const {
  const auto* newest = state_.newest(address);
  auto found = newest ? observed_.find(newest->first) : observed_.end();
  return found == observed_.end() ? nullptr : &found->second;
}

// On its way out, and made anew when it has gone.
bool Run::is_ending(const std::string& address) const {
  const Reading* reading = seen(address);
  return reading && reading->condition == Reading::Condition::ending;
}

const Reading& Run::observed(const std::string& address) const {
  static const Reading kNothing;
  for (const Step& step : plan_.steps)
    if (auto found = observed_.find(key_of(step)); step.address == address && found != observed_.end())
      return found->second;
  return kNothing;
}

bool Run::may_be_adopted(const std::string& address) const {
  return std::any_of(desired_.begin(), desired_.end(), [&](const Resource& each) {
    const ResourceKind* kind = find_kind(settings_.kinds, each.kind);
    return each.address == address && kind && kind->mark;
  });
}

std::string Run::desired_text(const std::string& address, std::string_view member) const {
  for (const Resource& each : desired_)
    if (each.address == address) return std::string(each.desired.string_or(member, ""));
  return "";
}

std::set<std::string> Run::differing(const std::string& address) const {
  std::set<std::string> members;
  for (const Step& step : plan_.steps) {
    auto observed = observed_.find(key_of(step));
    if (step.address != address || !is_making(step) || observed == observed_.end()) continue;
    const ResourceKind& kind = *find_kind(settings_.kinds, step.kind);
    const Record* record = state_.find(key_of(step));  // of what cannot be read
    auto difference =
        differences(kind, step.after, observed->second.members, record ? record->applied : json::Value());
    members.insert(difference.in_place.begin(), difference.in_place.end());
  }
  return members;
}

std::vector<std::string> Run::below(const std::string& address, Change wanted) const {
  std::vector<std::string> found;
  for (const Step& step : plan_.steps) {
    bool is_below = step.address.starts_with(address + "/");
    if (is_below && change(step.address) == wanted) found.push_back(step.address);
  }
  return found;
}

base::Status Run::apply(HeldLease& lock) {
  if (plan_.steps.empty()) return {};
  return lock.use([&](Keep& keep, Lease& lease) { return carry_out(keep, lease); });
}

base::Status Run::apply(const std::string& purpose) {
  if (plan_.steps.empty()) return {};
  Lease lease = TRY(keep_.acquire(lock_owner(), purpose, ApplySettings().lease_duration));
  base::Status done = carry_out(keep_, lease);
  base::Status released = keep_.release(lease);
  return done ? released : done;
}

base::Status Run::carry_out(Keep& keep, Lease& lease) {
  if (world_.stop.stop_requested()) return tl::unexpected(unfinished("stopped"));
  TRY(load());
  TRY(check_fresh(plan_, state_));
  if (state_.lineage.empty()) TRY(begin(keep, lease, state_, world_.clock.now(), world_.random.uuid()));
  plan_.lineage = state_.lineage;
  plan_.serial = state_.serial;
  ApplySettings applying;
  applying.call_limit = settings_.call_limit;
  applying.lease_duration = HeldLease::kDuration;
  Scheduler scheduler(plan_, desired_, state_, settings_.kinds, lease, applying);
  {
    ThreadDriver driver(scheduler, caller_, world_.clock, world_.calls_at_once, &keep, lease);
    driver.listen([&](base::Time, const StepEvent& event) {
      if (event.status == StepStatus::running) tell(plan_.steps[event.step], event.note);
    });
    std::stop_callback once(world_.stop, [&] { driver.stop(); });
    std::stop_callback twice(world_.stop_at_once, [&] { driver.stop(); });
    driver.run();
    lease = driver.lease();
  }
  state_ = scheduler.state();
  const Report& report = scheduler.report();
  bool may_write = report.ending != Ending::lease_lost && report.ending != Ending::unwritten;
  base::Status written = may_write ? write_snapshot(keep, lease, state_) : base::Status();
  base::Status done = ended(report);
  // All of it stands in the journal.
  if (!written && done)
    return tl::unexpected(unfinished("the state was not written: " + written.error().message));
  return done;
}

// What has failed before it ended is told with it.
base::Status Run::ended(const Report& report) const {
  if (report.ending == Ending::done) return {};
  std::optional<base::Error> failure;
  if (!report.failures.empty())
    failure = told(plan_.steps[report.failures.front().step].address, report.failures.front().error);
  if (!is_resumable(report.ending) && failure) return tl::unexpected(*std::move(failure));
  std::string why(ending_name(report.ending));
  if (report.error) why += ": " + report.error->message;
  if (failure) why += "; before that, " + failure->message;
  return tl::unexpected(unfinished(std::move(why)));
}

void Run::tell(const Step& step, const std::string& note) const {
  std::string words = settings_.words(step.address);
  if (words.empty()) return;
  auto minutes = std::chrono::duration_cast<std::chrono::minutes>(step.expected).count();
  if (!note.empty())
    return world_.progress(fmt::format(
        "{} is {}{}", words, note, minutes > 0 ? fmt::format("; that takes about {} minutes", minutes) : ""));
  if (is_destroying(step) && is_ending(step.address))
    return world_.progress(words + " is being removed: waiting until it has gone");
  bool is_stage = step.action == Action::change && step.part.of > 1;
  world_.progress(fmt::format("{} {}{}", doing(step), words,
                              is_stage ? fmt::format(" ({} of {})", step.part.number, step.part.of) : ""));
}

// The engine speaks of addresses, and people of things.
base::Error Run::told(const std::string& address, base::Error error) const {
  auto why = settings_.why_failed ? settings_.why_failed(address) : std::nullopt;
  if (why) error = *std::move(why);
  for (const std::string& prefix : {fmt::format("`{}`: ", address), fmt::format("`{}` ", address)})
    if (error.message.starts_with(prefix)) error.message.erase(0, prefix.size());
  if (error.hint == not_ours({}).hint) {
    error.hint = settings_.if_taken;
    if (may_be_adopted(address))
      error.hint += fmt::format("; or have Slipway have it from now on: slipway state adopt {}", address);
  }
  std::string words = settings_.words(address);
  return error.in(words.empty() ? address : words);
}

}  // namespace engine

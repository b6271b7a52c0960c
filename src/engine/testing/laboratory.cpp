#include "engine/testing/laboratory.h"

#include <algorithm>

#include "engine/journal/fold.h"
#include "engine/journal/state_json.h"

namespace engine {

using base::Result;
using base::Status;

namespace {

constexpr int64_t kMaxSteps = 200'000;  // of a driver: more is a run that goes round in circles
constexpr int kMaxRuns = 5;

base::Error dead() {
  return {base::ErrorKind::unavailable, "the machine is off", ""};
}

std::string dump(const State& state) {
  return json::dump(to_json(state));
}

}  // namespace

class Trial::Mortal {
 public:
  explicit Mortal(Death death) : death_(death) {}

  bool is_dead() const { return is_dead_; }
  // Does one effect more; false: there is no answer, and perhaps no effect.
  template <typename Effect>
  bool survives(const Effect& effect) {
    if (is_dead_) return false;
    if (effects_ == death_.after_effects) {
      is_dead_ = true;
      return false;
    }
    effect();
    is_dead_ = ++effects_ == death_.after_effects && death_.loses_answer;
    return !is_dead_;
  }

 private:
  Death death_;
  int64_t effects_ = 0;
  bool is_dead_ = false;
};

class Trial::WatchedCaller final : public Caller {
 public:
  WatchedCaller(Laboratory& laboratory, Trial& run) : laboratory_(laboratory), run_(run) {}

  Answer call(const Call& call, const base::Deadline& deadline) override {
    if (run_.driver_) check_lease();
    Answer answer;
    bool reads = call.request.operation == "Read" || call.request.operation == "Find";
    if (reads && run_.is_dead()) return {Answer::Status::unknown, nullptr, "", ""};
    if (reads) return laboratory_.world.call(call, deadline);
    bool survives = run_.mortal_->survives([&] { answer = laboratory_.world.call(call, deadline); });
    return survives ? answer : Answer{Answer::Status::unknown, nullptr, "", ""};
  }

 private:
  void check_lease() {
    auto holder = *laboratory_.keep.holder();
    bool holds = holder && holder->fence == run_.lease().fence &&
                 holder->expires >= laboratory_.clock.now() + laboratory_.settings.call_limit;
    if (!holds && !run_.is_dead()) laboratory_.find("law 7: a call is made without the lease");
  }

  Laboratory& laboratory_;
  Trial& run_;
};

class Trial::WatchedKeep final : public Keep {
 public:
  WatchedKeep(Laboratory& laboratory, Trial& run) : laboratory_(laboratory), run_(run) {}

  Result<Kept> load() override {
    if (run_.is_dead()) return tl::unexpected(dead());
    Kept kept = TRY(laboratory_.keep.load());
    if (laboratory_.fault && laboratory_.fault->load) laboratory_.fault->load(kept);
    return kept;
  }

  Status append(const Lease& lease, const std::vector<std::string>& entries) override {
    Status status;
    bool survives = run_.mortal_->survives([&] { status = really_append(lease, entries); });
    return survives ? status : tl::unexpected(dead());
  }

  Status write_snapshot(const Lease& lease, const std::string& snapshot) override {
    Status status;
    bool survives = run_.mortal_->survives([&] {
      flush(lease);
      status = laboratory_.keep.write_snapshot(lease, snapshot);
    });
    return survives ? status : tl::unexpected(dead());
  }

  Result<std::string> read_key() override { return laboratory_.keep.read_key(); }
  Status write_key(const Lease& lease, const std::string& key) override {
    return laboratory_.keep.write_key(lease, key);
  }
  Result<std::vector<Version>> versions() override { return laboratory_.keep.versions(); }
  Result<std::string> read_version(const std::string& id) override {
    return laboratory_.keep.read_version(id);
  }
  Result<Lease> acquire(const std::string& owner, const std::string& purpose,
                        base::Milliseconds duration) override {
    auto holder = *laboratory_.keep.holder();
    if (holder && laboratory_.fault && laboratory_.fault->gives_lease_to_all)
      (void)laboratory_.keep.release(*holder);
    return laboratory_.keep.acquire(owner, purpose, duration);
  }
  Result<Lease> renew(const Lease& lease, base::Milliseconds duration) override {
    if (run_.is_dead()) return tl::unexpected(dead());
    return laboratory_.keep.renew(lease, duration);
  }
  Status release(const Lease& lease) override {
    flush(lease);
    return laboratory_.keep.release(lease);
  }
  Result<std::optional<Lease>> holder() override { return laboratory_.keep.holder(); }

 private:
  Status really_append(const Lease& lease, const std::vector<std::string>& entries) {
    const Fault* fault = laboratory_.fault;
    Lease as = lease;
    if (fault && fault->fences_nobody) {
      auto holder = *laboratory_.keep.holder();
      if (holder) as.fence = holder->fence;
    }
    std::vector<std::string> written = entries;
    if (fault && fault->append) fault->append(written);
    if (fault && fault->acknowledges_early)
      unsynced_.insert(unsynced_.end(), written.begin(), written.end());
    else
      TRY(laboratory_.keep.append(as, written));
    for (const std::string& line : entries) {
      Entry entry = *parse_entry(line);
      check_gone(entry);
      check_made(entry);
      laboratory_.check_users(entry);
      auto folded = fold(laboratory_.written, entry);
      if (!folded) laboratory_.find("law 2: entries do not follow on each other: " + folded.error().message);
    }
    return {};
  }

  void flush(const Lease& lease) {
    if (!unsynced_.empty()) (void)laboratory_.keep.append(lease, std::exchange(unsynced_, {}));
  }

  void check_gone(const Entry& entry) {
    if (entry.type != Entry::Type::gone) return;
    const Record* record = laboratory_.written.find(entry.key);
    if (record && laboratory_.world.is_there(record->identity, record->token))
      laboratory_.find(fmt::format("law 4: `{}` leaves the state and is there", entry.key.text()));
  }

  void check_made(const Entry& entry) {
    if (entry.type == Entry::Type::made && !laboratory_.world.is_there(entry.identity, ""))
      laboratory_.find(fmt::format("law 3: `{}` is said to be made and is not there", entry.key.text()));
  }

  Laboratory& laboratory_;
  Trial& run_;
  std::vector<std::string> unsynced_;
};

class Trial::FaultyMachine final : public Machine {
 public:
  FaultyMachine(Machine& machine, const Fault* fault) : machine_(machine), fault_(fault) {}

  Effects start(base::Time now) override { return through(machine_.start(now), now); }
  Effects handle(base::Time now, const Event& event) override {
    Event changed = event;
    if (fault_ && fault_->event && !fault_->event(changed)) changed = Event{};
    return through(machine_.handle(now, changed), now);
  }

 private:
  Effects through(Effects effects, base::Time now) {
    if (fault_ && fault_->effects) fault_->effects(effects, now);
    return effects;
  }

  Machine& machine_;
  const Fault* fault_;
};

Trial::Trial(Laboratory& laboratory, std::vector<Resource> desired, Death death)
    : laboratory_(laboratory),
      desired_(std::move(desired)),
      mortal_(std::make_unique<Mortal>(death)),
      keep_(std::make_unique<WatchedKeep>(laboratory, *this)),
      caller_(std::make_unique<WatchedCaller>(laboratory, *this)) {}

Trial::~Trial() = default;

bool Trial::is_dead() const {
  return mortal_->is_dead();
}

bool Trial::open() {
  auto lease = keep_->acquire("run", "apply", laboratory_.settings.lease_duration);
  if (!lease) return false;
  lease_ = *lease;
  auto history = load(*keep_);
  if (!history) {
    laboratory_.find("law 2: what is kept cannot be read: " + history.error().message);
    return false;
  }
  state_ = std::move(history->state);
  if (state_.lineage.empty() && !engine::begin(*keep_, lease_, state_, laboratory_.clock.now(), "lineage"))
    return false;
  Observed observed = laboratory_.observe(state_, desired_, *caller_);
  // Looking has taken its time, which a lease outlasts as far as it is renewed.
  if (auto renewed = keep_->renew(lease_, laboratory_.settings.lease_duration)) lease_ = *renewed;
  base::Diagnostics diagnostics;
  planned_ = make_plan({desired_, state_, observed, laboratory_.kinds}, {}, diagnostics);
  for (const Refusal& refusal : planned_.refusals) laboratory_.find("a plan is refused: " + refusal.message);
  if (diagnostics.has_errors()) laboratory_.find("there is no plan: " + diagnostics.render());
  return !is_dead();
}

bool Trial::begin() {
  bool is_checked = !laboratory_.fault || !laboratory_.fault->applies_stale_plans;
  if (is_checked && !check_fresh(planned_.plan, state_)) return false;
  Plan plan = planned_.plan;
  if (laboratory_.fault && laboratory_.fault->plan) laboratory_.fault->plan(plan);
  scheduler_ = std::make_unique<Scheduler>(std::move(plan), desired_, state_, laboratory_.kinds, lease_,
                                           laboratory_.settings);
  machine_ = std::make_unique<FaultyMachine>(*scheduler_, laboratory_.fault);
  driver_ = std::make_unique<VirtualDriver>(*machine_, *caller_, laboratory_.latency, laboratory_.clock,
                                            keep_.get(), lease_);
  driver_->listen(listener_);
  driver_->start();
  return !is_dead();
}

void Trial::finish() {
  for (int64_t steps = 0; !driver_->finished() && !is_dead(); ++steps) {
    if (steps > kMaxSteps || driver_->next() == base::Time::max())
      return laboratory_.find("a run does not come to an end");
    driver_->step();
  }
}

void Trial::close() {
  if (is_dead() || scheduler_->report().ending == Ending::lease_lost) return;
  if (dump(scheduler_->state()) != dump(laboratory_.kept_state()))
    laboratory_.find("law 2: what is kept is not the state of the run");
  if (scheduler_->report().ending != Ending::unwritten)
    (void)write_snapshot(*keep_, driver_->lease(), scheduler_->state());
  (void)keep_->release(driver_->lease());
}

Laboratory::Laboratory(uint64_t seed, const Fault* planted) : random(seed), fault(planted) {
  if (!fault || !fault->kind) return;
  for (auto& [name, kind] : kinds) {
    auto changed = std::make_shared<ResourceKind>(*kind);
    fault->kind(*changed);
    kind = changed;
  }
}

Observed Laboratory::observe(const State& state, const std::vector<Resource>& desired, Caller& caller) {
  Observer observer(state, desired, kinds, looking);
  VirtualDriver driver(observer, caller, latency, clock, nullptr, {});
  driver.run();
  Observed observed = observer.observed();
  if (fault && fault->observed) fault->observed(observed);
  return observed;
}

State Laboratory::kept_state() {
  auto history = load(keep);
  if (!history) find("law 2: what is kept cannot be read: " + history.error().message);
  return history ? std::move(history->state) : State{};
}

Planned Laboratory::plan_for(const std::vector<Resource>& desired) {
  State state = kept_state();
  Observed observed = observe(state, desired, world);
  base::Diagnostics diagnostics;
  return make_plan({desired, state, observed, kinds}, {}, diagnostics);
}

bool Laboratory::run_once(const std::vector<Resource>& desired, Death death) {
  world.needs.clear();
  for (const Resource& resource : desired) world.needs[resource.address] = resource.needs;
  if (auto holder = *keep.holder()) clock.set(holder->expires);
  Trial run(*this, desired, death);
  if (!run.open() || !run.begin()) return false;
  run.finish();
  run.close();
  const Report& report = run.scheduler().report();
  last_run_ = fmt::format("{}{}", ending_name(report.ending),
                          report.failures.empty() ? "" : ": " + report.failures.front().error.message);
  return !run.is_dead() && report.ending == Ending::done;
}

void Laboratory::converge(const std::vector<Resource>& desired) {
  for (int runs = 0; runs < kMaxRuns; ++runs)
    if (run_once(desired) && plan_for(desired).plan.steps.empty()) return;
  find(fmt::format("law 1: after {} runs there is still something to do; the last one ends {}", kMaxRuns,
                   last_run_));
}

namespace {

// The naive idea of how a thing shall be: what it is desired to be, with the ids of what it uses.
std::string difference(const Resource& resource, const World::Thing& thing,
                       const std::map<std::string, std::string>& ids) {
  if (thing.kind != resource.kind) return "kind";
  for (const json::Member& member : resource.desired.as_object()) {
    if (member.name == "scale") continue;
    json::Value desired = member.value;
    if (member.name == "uses") {
      json::Array used;
      for (const Output& output : outputs_in(member.value)) used.push_back(ids.at(output.address));
      desired = std::move(used);
    }
    const json::Value* is = thing.members.find(member.name);
    if (!is || *is != desired) return member.name;
  }
  return "";
}

}  // namespace

void Laboratory::check_settled(const std::vector<Resource>& desired) {
  std::map<std::string, std::vector<const World::Thing*>> there;
  for (const World::Thing* thing : world.things())
    if (!thing->address.empty()) there[thing->address].push_back(thing);
  std::map<std::string, std::string> ids;
  for (const auto& [address, things] : there) ids[address] = things.back()->id;
  State state = kept_state();
  for (const Resource& resource : desired) {
    auto things = there.extract(resource.address);
    const auto* newest = state.newest(resource.address);
    if (things.empty() || things.mapped().size() != 1) {
      find(fmt::format("law 3: of `{}` there are {}", resource.address,
                       things.empty() ? 0 : things.mapped().size()));
      continue;
    }
    const World::Thing& thing = *things.mapped().front();
    std::string differing = difference(resource, thing, ids);
    if (!differing.empty())
      find(fmt::format("law 1: `{}` of `{}` is not as desired", differing, resource.address));
    if (!newest || newest->second.identity.string_or("Id", "") != thing.id)
      find(fmt::format("law 3: the state does not know `{}`", resource.address));
  }
  for (const auto& [address, things] : there) find(fmt::format("law 3: `{}` is left over", address));
  if (state.records.size() != desired.size()) find("law 3: the state knows more or less than is desired");
}

void Laboratory::check_fold() {
  if (dump(written) != dump(kept_state())) find("law 2: what is kept is not the fold of what was written");
}

// Naively, who uses what: what was intended and perhaps begun counts until something is applied.
void Laboratory::check_users(const Entry& entry) {
  std::string key = entry.key.text();
  std::set<std::string> needs;
  for (const Key& need : entry.needs) needs.insert(need.text());
  if (entry.type == Entry::Type::intend && entry.action == Action::destroy) {
    for (const auto& [user, used] : uses_)
      if (used.contains(key))
        find(fmt::format("law 5: `{}` is destroyed before `{}`, which uses it", key, user));
  } else if (entry.type == Entry::Type::intend) {
    uses_[key].insert(needs.begin(), needs.end());
    intended_[key] = needs;
  } else if (entry.type == Entry::Type::applied) {
    uses_[key] = intended_[key];
  } else if (entry.type == Entry::Type::gone || entry.type == Entry::Type::forget) {
    uses_.erase(key);
  }
}

std::vector<std::string> Laboratory::findings() const {
  std::vector<std::string> all = findings_;
  for (const std::string& wrong : world.wrongs()) all.push_back("law 5 or 3: " + wrong);
  return all;
}

}  // namespace engine

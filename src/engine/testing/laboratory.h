// Runs of the engine in a world of its own, in virtual time, with whatever is to go wrong; and the laws of
// docs/engine.md as findings, so that planted faults can be held against the same laws.
#pragma once

#include <memory>

#include "engine/apply/observer.h"
#include "engine/apply/scheduler.h"
#include "engine/drive/virtual_driver.h"
#include "engine/keep/history.h"
#include "engine/keep/memory_keep.h"
#include "engine/planning/planner.h"
#include "engine/testing/fault.h"
#include "engine/testing/random_config.h"
#include "engine/testing/world.h"

namespace engine {

// After its n-th effect a run is dead: calls and writes fail from then on, and the engine is dropped.
struct Death {
  int64_t after_effects = INT64_MAX;
  bool loses_answer = false;  // of the last effect, which is done
};

class Laboratory;

// One run: what a process of `slipway up` does with the engine.
class Trial {
 public:
  Trial(Laboratory& laboratory, std::vector<Resource> desired, Death death = {});
  ~Trial();

  // Takes the lease, reads what is kept, looks, plans; false: somebody else has the lease, or it died.
  bool open();
  const Plan& plan() const { return planned_.plan; }
  void set_plan(Plan plan) { planned_.plan = std::move(plan); }
  void listen(StepListener listener) { listener_ = std::move(listener); }
  // Begins to carry it out; false: it is stale, or it died.
  bool begin();
  VirtualDriver& driver() { return *driver_; }
  void finish();  // everything that comes
  void close();   // a snapshot, and the lease given back

  bool is_dead() const;
  const Scheduler& scheduler() const { return *scheduler_; }
  const Lease& lease() const { return driver_ ? driver_->lease() : lease_; }

 private:
  class Mortal;
  class WatchedCaller;
  class WatchedKeep;
  class FaultyMachine;

  Laboratory& laboratory_;
  std::vector<Resource> desired_;
  std::unique_ptr<Mortal> mortal_;
  std::unique_ptr<WatchedKeep> keep_;
  std::unique_ptr<WatchedCaller> caller_;
  Lease lease_;
  State state_;
  Planned planned_;
  std::unique_ptr<Scheduler> scheduler_;
  std::unique_ptr<FaultyMachine> machine_;
  std::unique_ptr<VirtualDriver> driver_;
  StepListener listener_;
};

class Laboratory {
 public:
  explicit Laboratory(uint64_t seed, const Fault* fault = nullptr);

  // Runs until nothing more is to be done, a few times if something goes wrong on the way; nothing kills it.
  void converge(const std::vector<Resource>& desired);
  // One run, from start to end or death. Whether it was carried out to the end.
  bool run_once(const std::vector<Resource>& desired, Death death = {});

  // Laws. Each adds to what was found.
  void check_settled(
      const std::vector<Resource>& desired);  // 1, 3: all is there once and as desired; nothing else is
  void check_fold();                          // 2
  void find(std::string what) { findings_.push_back(std::move(what)); }
  void check_users(const Entry& entry);  // 5, of an entry that is written
  std::vector<std::string> findings() const;

  State kept_state();
  Planned plan_for(const std::vector<Resource>& desired);
  Observed observe(const State& state, const std::vector<Resource>& desired, Caller& caller);

  RandomNumbers random;
  base::ManualClock clock{base::from_seconds(1'800'000'000)};
  Kinds kinds = world_kinds();  // as the engine knows them
  Kinds true_kinds = world_kinds();
  World world{clock, true_kinds};
  MemoryKeep keep{clock};
  const Fault* fault;
  State written;  // the fold of all entries that were ever written, snapshots or not
  ApplySettings settings;
  ObserveSettings looking;
  Latency latency = [](const Call&) { return base::Milliseconds(20); };

 private:
  std::vector<std::string> findings_;
  std::string last_run_;
  std::map<std::string, std::set<std::string>> uses_, intended_;
};

}  // namespace engine

// What is desired, looked at, planned and carried out by the engine: one journal's worth of it.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/random.h"
#include "engine/apply/report.h"
#include "engine/keep/keep.h"
#include "engine/planning/drift.h"
#include "engine/planning/planner.h"
#include "engine/state/held_lease.h"

namespace engine {

// What a plan does to what stands at an address, as people read it.
enum class Change { make, change, keep, remove };

// Who makes plans: make_plan, or whoever asks what it would be.
using PlanMaker = std::function<Planned(const PlanInputs&, const PlanOptions&, base::Diagnostics&)>;

// With what a run works. Clock and randomness outlive it.
struct RunWorld {
  const base::Clock& clock;
  base::Random& random;
  std::function<void(const std::string& line)> progress;
  size_t calls_at_once = 16;  // made side by side; 0: one after another, by the thread that waits for them
  PlanMaker make_plan = engine::make_plan;
  bool looks_for_lost =
      false;  // by marks, what is desired and not known (command/lost.h): to take it, not to make it
  std::stop_token stop = {},
                  stop_at_once = {};  // nothing new is begun; nothing that is under way is waited for
};

struct RunSettings {
  Kinds kinds;
  base::Milliseconds call_limit;  // so long a call may take, also one of a run that was killed
  std::string if_taken;           // what to do about a name that is another's
  // How a person calls what has an address: `role slipway-eks-dev`.
  std::function<std::string(const std::string& address)> words;
  // Why something at an address has failed, in the words of who tried it. Empty: the engine's do.
  std::function<std::optional<base::Error>(const std::string& address)> why_failed = {};
};

class Run {
 public:
  using Words = std::function<std::string(const std::string& address)>;

  // Keep and caller outlive it.
  Run(Keep& keep, Caller& caller, RunSettings settings, RunWorld world)
      : keep_(keep), caller_(caller), settings_(std::move(settings)), world_(std::move(world)) {}

  // For who is told in words that are not there yet when this is made.
  void tell_by(Words words, std::function<std::optional<base::Error>(const std::string&)> why_failed) {
    settings_.words = std::move(words);
    settings_.why_failed = std::move(why_failed);
  }

  // Reads what is remembered; state() is that from now on. Takes no lock.
  base::Status load();
  const State& state() const { return state_; }

  // Looks at all that is remembered or desired, and plans. The error is the first thing that is wrong with it.
  base::Status plan(std::vector<Resource> desired, const PlanOptions& options);

  // What others have hung on things that are known, in words: it is left alone, and told.
  std::vector<std::string> warnings() const {
    return warnings_of(hung_by_others({desired_, state_, observed_, settings_.kinds}), settings_.words);
  }

  bool has_steps() const { return !plan_.steps.empty(); }
  const std::vector<Step>& steps() const { return plan_.steps; }
  // What the plan does to what stands at an address.
  Change change(const std::string& address) const;
  // Whether a step that destroys has anything to destroy.
  bool goes(const Step& step) const;
  // What is there now, of what the plan changes.
  const Reading& observed(const std::string& address) const;
  // A text of what is desired there.
  std::string desired_text(const std::string& address, std::string_view member) const;
  // The members that it changes there.
  std::set<std::string> differing(const std::string& address) const;
  // Addresses below this one that are made, or go.
  std::vector<std::string> below(const std::string& address, Change change) const;

  // Carries the plan out, under the lock of the state. conflict: somebody has held it since the plan was made.
  base::Status apply(engine::HeldLease& lock);
  // The same of a state that nobody else can reach, which is locked for this alone.
  base::Status apply(const std::string& purpose);

 private:
  const Reading* seen(const std::string& address) const;  // of what is remembered; nullptr: nothing is
  bool is_ending(const std::string& address) const;
  bool may_be_adopted(const std::string& address) const;
  base::Result<Observed> observe(const State& state, const std::vector<Resource>& desired) const;
  base::Status carry_out(Keep& keep, Lease& lease);
  base::Status ended(const Report& report) const;
  base::Error told(const std::string& address, base::Error error) const;
  void tell(const Step& step, const std::string& note) const;

  Keep& keep_;
  Caller& caller_;
  RunSettings settings_;
  RunWorld world_;
  State state_;
  std::vector<Resource> desired_;
  Observed observed_;
  Plan plan_;
};

}  // namespace engine

// What is desired, looked at, planned and carried out by the engine: one journal's worth of it.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/apply/report.h"
#include "engine/keep/keep.h"
#include "engine/planning/planner.h"
#include "platform/resources/plan.h"
#include "platform/target/environment_target.h"
#include "platform/target/locks.h"

namespace platform {

struct RunSettings {
  engine::Kinds kinds;
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

  // Keep, caller and platform outlive it.
  Run(engine::Keep& keep, engine::Caller& caller, RunSettings settings, const Platform& platform)
      : keep_(keep), caller_(caller), settings_(std::move(settings)), platform_(platform) {}

  // For who is told in words that are not there yet when this is made.
  void tell_by(Words words, std::function<std::optional<base::Error>(const std::string&)> why_failed) {
    settings_.words = std::move(words);
    settings_.why_failed = std::move(why_failed);
  }

  // Reads what is remembered; state() is that from now on. Takes no lock.
  base::Status load();
  const engine::State& state() const { return state_; }

  // Looks at all that is remembered or desired, and plans. The error is the first thing that is wrong with it.
  base::Status plan(std::vector<engine::Resource> desired, const engine::PlanOptions& options);

  bool has_steps() const { return !plan_.steps.empty(); }
  const std::vector<engine::Step>& steps() const { return plan_.steps; }
  // What the plan does to what stands at an address.
  Change change(const std::string& address) const;
  // What is there now, of what the plan changes.
  const engine::Reading& observed(const std::string& address) const;
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
  const engine::Reading* seen(
      const std::string& address) const;  // of what is remembered; nullptr: nothing is
  bool is_ending(const std::string& address) const;
  base::Status carry_out(engine::Keep& keep, engine::Lease& lease);
  base::Status ended(const engine::Report& report) const;
  base::Error told(const std::string& address, base::Error error) const;
  void tell(const engine::Step& step, const std::string& note) const;

  engine::Keep& keep_;
  engine::Caller& caller_;
  RunSettings settings_;
  const Platform& platform_;
  engine::State state_;
  std::vector<engine::Resource> desired_;
  engine::Observed observed_;
  engine::Plan plan_;
};

}  // namespace platform

// One part of a life: what is desired of it, its journal, and what the engine does with both, in virtual time.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/manual_clock.h"
#include "engine/apply/report.h"
#include "engine/keep/memory_keep.h"
#include "engine/planning/planner.h"
#include "rehearsal/life/reasons.h"
#include "rehearsal/life/subject.h"

namespace rehearsal {

class PartRun {
 public:
  // All outlive it.
  PartRun(const Part& part, const engine::Kinds& kinds, engine::Caller& caller, base::ManualClock& clock,
          base::Random& random)
      : part_(part), kinds_(kinds), caller_(caller), clock_(clock), random_(random), keep_(clock) {}

  const Part& part() const { return part_; }
  const engine::State& state() const { return state_; }

  // Looks at what is there, and plans. conflict: it cannot be looked at, or cannot be so.
  base::Result<engine::Plan> plan(const std::vector<engine::Resource>& desired);
  // Carries out what plan() gave. The error is the first of its failures.
  base::Status apply(const engine::Plan& plan);

 private:
  base::Result<engine::Observed> look();
  base::Status carry_out(engine::Plan plan, engine::Lease& lease);
  engine::PlanOptions options() const;

  const Part& part_;
  const engine::Kinds& kinds_;
  engine::Caller& caller_;
  base::ManualClock& clock_;
  base::Random& random_;
  engine::MemoryKeep keep_;
  engine::State state_;
  std::vector<engine::Resource> desired_;
};

}  // namespace rehearsal

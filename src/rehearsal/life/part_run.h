// One part of a life: what is desired of it, its journal, and what the engine does with both, in virtual time.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/manual_clock.h"
#include "engine/apply/report.h"
#include "engine/keep/memory_keep.h"
#include "engine/planning/planner.h"
#include "rehearsal/life/faults.h"
#include "rehearsal/life/reasons.h"
#include "rehearsal/life/subject.h"

namespace rehearsal {

// A step of a run, and when it went on.
struct Span {
  std::string address, kind, why;
  engine::Action action = engine::Action::nothing;
  base::Time began, ended;
  std::vector<std::string> needs;  // addresses of what it waited for
  bool is_critical = false;        // the run would have ended earlier without it
};

class PartRun {
 public:
  // All outlive it. `faulty` is the caller, where it is one that may die; else nullptr.
  PartRun(const Part& part, const engine::Kinds& kinds, engine::Caller& caller, const FaultyCaller* faulty,
          base::ManualClock& clock, base::Random& random)
      : part_(part),
        kinds_(kinds),
        caller_(caller),
        faulty_(faulty),
        clock_(clock),
        random_(random),
        keep_(clock) {}

  const Part& part() const { return part_; }
  const engine::State& state() const { return state_; }

  // Looks at what is there, and plans. conflict: it cannot be looked at, or cannot be so.
  base::Result<engine::Plan> plan(const std::vector<engine::Resource>& desired);
  // Carries out what plan() gave. The error is the first of its failures.
  base::Status apply(const engine::Plan& plan);
  // The steps that were carried out since they were taken last, in the order in which they began.
  std::vector<Span> take_spans() { return std::exchange(spans_, {}); }
  // As who begins again where a process has died: reads what is kept, and waits for the lease of the dead.
  base::Status recover();

 private:
  bool is_dead() const { return faulty_ && faulty_->is_dead(); }
  void note_spans(const engine::Plan& plan, const std::map<size_t, std::pair<base::Time, base::Time>>& times);
  base::Result<engine::Observed> look();
  base::Status carry_out(engine::Plan plan, engine::Lease& lease);
  engine::PlanOptions options() const;

  const Part& part_;
  const engine::Kinds& kinds_;
  engine::Caller& caller_;
  const FaultyCaller* faulty_;
  base::ManualClock& clock_;
  base::Random& random_;
  engine::MemoryKeep keep_;
  engine::State state_;
  std::vector<engine::Resource> desired_;
  std::vector<Span> spans_;
};

}  // namespace rehearsal

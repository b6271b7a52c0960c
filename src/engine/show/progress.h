// How far a run is: a value that is computed from its plan and what was told of its steps.
#pragma once

#include <array>
#include <map>

#include "engine/apply/machine.h"
#include "engine/model/graph.h"

namespace engine {

class Progress {
 public:
  using Step = Graph::Node;  // its place in the plan

  // The plan must live on.
  Progress(const Plan& plan, base::Time start);

  void take(base::Time now, const StepEvent& event);

  const Plan& plan() const { return *plan_; }
  base::Time start() const { return start_; }
  StepStatus status(Step step) const { return steps_[step]; }
  size_t count(StepStatus status) const { return counts_[static_cast<size_t>(status)]; }

  // Those that run, in the order in which they began.
  std::vector<Step> running() const;
  // When a step began that runs or has ended; else now.
  base::Time began(Step step, base::Time now) const;
  // What a step that waits still needs; of one that is not tried: what has failed or is not tried for it.
  std::vector<Step> waits_on(Step step) const;
  // By the critical path.
  base::Time expected_end(base::Time now) const;

 private:
  const Plan* plan_;
  base::Time start_;
  Graph graph_;
  std::vector<StepStatus> steps_;
  std::map<Step, base::Time> began_;
  std::array<size_t, 5> counts_{};
};

}  // namespace engine

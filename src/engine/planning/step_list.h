// Decisions as steps, and which steps come before which. Internal to planning.
#pragma once

#include "engine/planning/decision.h"

namespace engine {

struct StepList {
  std::vector<Step> steps;  // without parts, ids and needs
  Graph graph;
};
StepList make_steps(const PlanInputs& inputs, const ResourceGraph& resources,
                    const std::vector<Decision>& decisions);

}  // namespace engine

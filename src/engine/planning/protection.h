// What a plan may not destroy. Internal to planning.
#pragma once

#include "engine/planning/planner.h"

namespace engine {

std::vector<Refusal> refusals(const Plan& plan, const PlanInputs& inputs, const PlanOptions& options);

}  // namespace engine

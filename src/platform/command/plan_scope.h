// Which part of a plan is meant: targets and excludes over all states of it. Internal to command.
#pragma once

#include "platform/command/planning.h"

namespace platform {

struct PlannedAt {
  PlannedState* state;
  std::string address;
};
// Of an address, as a scope has it. invalid: no state or several have it; the error names the nearest ones.
base::Result<PlannedAt> find_planned(const std::string& text, UpPlan& plan);

// Plans anew what the scope changes. An environment's target needs its cluster, so that one is planned whole; where
// something of a cluster is excluded that would be made or changed, its environments wait. Steps that are none of the
// engine's are in a whole plan only.
base::Status apply_scope(const PlanScope& scope, UpPlan& plan);

}  // namespace platform

// Which part of what is planned is meant: targets and excludes over all states of it.
#pragma once

#include "engine/command/plans.h"

namespace engine {

// What of it, each as `role/x` or `dev:role/x`.
struct PlanScope {
  std::vector<std::string> targets;   // these, with what they need; empty: all
  std::vector<std::string> excludes;  // without these, and what needs them
};

// Plans anew what the scope changes. A target needs the state on which its own stands, so that one is planned whole;
// where something is excluded there that would be made or changed, what stands on it waits. invalid: an address that is
// nowhere.
base::Status apply_scope(const PlanScope& scope, Plans& plans);

}  // namespace engine

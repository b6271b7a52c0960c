// A mistake that is planted at one of the engine's seams: in the plan, in what goes in and out of the machine, in what
// is kept, or in a kind. Nothing of it is in the engine itself. Each hook is empty where its fault is elsewhere.
#pragma once

#include <functional>
#include <string>

#include "engine/apply/machine.h"
#include "engine/keep/keep.h"
#include "engine/planning/planner.h"

namespace engine {

struct Fault {
  std::string name;
  std::function<void(Plan&)> plan = nullptr;                        // before it is carried out
  std::function<void(Observed&)> observed = nullptr;                // before a plan is made of it
  std::function<void(Effects&, base::Time)> effects = nullptr;      // what goes out
  std::function<bool(Event&)> event = nullptr;                      // what goes in; false: it does not
  std::function<void(std::vector<std::string>&)> append = nullptr;  // what is written
  std::function<void(Kept&)> load = nullptr;                        // what is read
  std::function<void(ResourceKind&)> kind = nullptr;  // that the engine knows; the world's stays
  bool acknowledges_early = false;  // the sync is left out: what was written last is lost with the machine
  bool fences_nobody = false;       // whatever the lease, what is written is taken
  bool gives_lease_to_all = false;
  bool applies_stale_plans = false;
};

// All that are planted; the laws must catch each.
const std::vector<Fault>& faults();

}  // namespace engine

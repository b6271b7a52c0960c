// What is there already becomes known, as a configuration asks for it: by import, after an adoption (command/mark.h),
// or all of it after a state was lost.
#pragma once

#include <functional>

#include "base/random.h"
#include "engine/command/plans.h"
#include "engine/model/kind.h"
#include "engine/state/held_lease.h"

namespace engine {

// One thing that is desired and that no state knows, with what was seen of it. What was not looked at needs what is not
// there yet, and is not there.
struct Takeable {
  const PlannedState* state;
  Resource resource;
  Reading reading;

  std::string text() const { return state->name + ":" + resource.address; }
};
std::vector<Takeable> takeable(const PlannedState& state);
// Of an address as find_planned() takes it. conflict: it is known already. not_found: nothing desires it.
base::Result<Takeable> find_takeable(const std::string& address, Plans& plans);

// From now on its state, which is locked, knows it; one that is not there yet begins. Nothing else is changed. Errors:
// import_thing() (state/changes.h).
base::Status take(const Takeable& thing, HeldLease& lock, base::Random& random);

// States that were lost, anew: by names and marks.
struct Rebuilt {
  std::vector<std::string> found;    // addresses with their states, known from now on
  std::vector<std::string> missing;  // desired, and not there: the next apply makes it
  std::vector<std::string> others;   // another's has its name
  std::vector<std::string> beyond;   // it carries our marks, and nothing desires it: `role x`
};
// Of one state: what is ours and ready is taken. Whether anything was.
base::Result<bool> rebuild(const PlannedState& state,
                           const std::function<base::Status(const Takeable&)>& take_one, Rebuilt& rebuilt);
std::string rebuilt_text(const Rebuilt& rebuilt);

}  // namespace engine

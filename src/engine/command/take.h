// What is there already becomes known, as a configuration asks for it: by import, after an adoption (command/mark.h),
// or all of it after a state was lost.
#pragma once

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
// The same of all of these, which are of one state and were ours: also of what is not ready (know_again()).
base::Status take_again(const std::vector<Takeable>& things, HeldLease& lock, base::Random& random);

// States that were lost, anew: by names and marks.
struct Rebuilt {
  std::vector<std::string> found;    // addresses with their states, known from now on
  std::vector<std::string> missing;  // desired, and not there: the next apply makes it
  std::vector<std::string> others;   // another's has its name
  std::vector<std::string> beyond;   // it carries our marks, and nothing desires it: `role x`
};
// Of one state: what of it is ours, each behind what it needs, so that a rebuild that was killed leaves nothing that
// uses what nobody knows. The rest is told.
std::vector<Takeable> lost_of(const PlannedState& state, Rebuilt& rebuilt);
std::string rebuilt_text(const Rebuilt& rebuilt);

}  // namespace engine

// Whose a copy of a state is, by the marks of what it knows: a state that is put in the place of another's would have
// this one's things removed, and those of the other made a second time.
#pragma once

#include "platform/command/known_states.h"

namespace platform {

// conflict: the copy is of another cluster or environment than `known`, also where it is of another sort. Nobody means
// that, so there is no way to say so. A copy without marks, or of which nothing can be read, may be anybody's.
base::Status check_belongs(const KnownState& known, const std::string& copy);

}  // namespace platform

// The state is the fold of its journal: entry after entry, each changes what the ones before it said.
#pragma once

#include "engine/journal/entry.h"

namespace engine {

// conflict, and nothing is changed: an entry that cannot stand behind those that came before, because one between them
// is missing, or because it speaks of what is not there.
base::Status fold(State& state, const Entry& entry);

}  // namespace engine

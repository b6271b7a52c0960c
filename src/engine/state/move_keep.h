// From one keep to another, with nothing lost and never two truths, wherever it is killed.
#pragma once

#include "engine/state/session.h"

namespace engine {

// The state is written at the new place first, whole; then the old one is marked as departed, which is the moment from
// which the new one counts; whoever comes to the old place is told. Killed in between, it begins again. Both are locked
// meanwhile. A former version of it at the new place is replaced.
//
// Its key goes with it; where it has none, `key` does, unless that is empty, too.
//
// not_found: there is no state. conflict: somebody else holds one of the leases (is_held()), or at the new place is a
// state of another history that knows things; nothing was done. false: it had been moved there already. `address`:
// where the old place says that it is, for people and for who looks for it.
base::Result<bool> move_keep(Keep& from, Keep& to, const std::string& address, const base::Clock& clock,
                             const Who& who, const std::string& key = "");

}  // namespace engine

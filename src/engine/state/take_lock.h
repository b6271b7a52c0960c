// The lock of a state, wherever that is kept.
#pragma once

#include <memory>
#include <string>

#include "engine/keep/places.h"
#include "engine/state/held_lease.h"

namespace engine {

// From now on this machine knows where the state is. In a folder of its root a lock that came to nothing leaves nothing
// behind. Errors: HeldLease::take(), place_of().
base::Result<std::unique_ptr<HeldLease>> take_lock(const Places& places, const std::string& folder,
                                                   const base::Clock& clock, const Who& who,
                                                   HeldLease::Renewal renewal);

}  // namespace engine

// The lock of a state, wherever that is kept.
#pragma once

#include <memory>
#include <string>

#include "engine/keep/places.h"
#include "engine/state/held_lease.h"

namespace engine {

// Whatever is written under it first has this machine know where the state is: a lock that came to nothing leaves
// nothing behind, neither that nor, in a folder of its root, anything else. Errors: HeldLease::take(), place_of(),
// claim_place().
base::Result<std::unique_ptr<HeldLease>> take_lock(const Places& places, const std::string& folder,
                                                   const base::Clock& clock, const Who& who,
                                                   HeldLease::Renewal renewal);

}  // namespace engine

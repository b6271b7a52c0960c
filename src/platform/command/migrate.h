// `slipway state migrate`: what a former Slipway remembered, in today's form. `up` and `down` do it, too, of what they
// are about. And with `--to`: states from one place to another.
#pragma once

#include <string>
#include <vector>

#include "platform/command/known_states.h"
#include "platform/target/environment_target.h"

namespace platform {

// The clusters and environments that were moved, under their locks; what was remembered of each is copied aside before
// (`.before`). One that is killed begins again.
base::Result<std::vector<std::string>> migrate(const Platform& platform);

// Keeps these states at another place (engine/keep/places.h); empty: in the home. Gives those that were moved. Each
// is moved as a whole (engine/state/move_keep.h), one after another; killed in between, it goes on where it ended.
base::Result<std::vector<std::string>> move_states(const std::vector<KnownState>& states,
                                                   const std::string& place, const Platform& platform);

}  // namespace platform

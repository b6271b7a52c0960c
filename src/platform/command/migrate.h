// `slipway state migrate`: what a former Slipway remembered, in today's form. `up` and `down` do it, too, of what they
// are about. And with `--to`: states from one place to another.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "platform/command/known_states.h"
#include "platform/target/environment_target.h"

namespace platform {

// The clusters and environments that were moved, under their locks; what was remembered of each is copied aside before
// (`.before`). One that is killed begins again.
base::Result<std::vector<std::string>> migrate(const Platform& platform);

// Keeps these states at another place (engine/keep/places.h); empty: in the home. Each is moved as a whole
// (engine/state/move_keep.h), one after another; killed in between, it goes on where it ended. What this machine knows
// nothing of it remembers nothing of.
struct MovedStates {
  std::vector<std::string> names;
  std::set<std::string> from;  // the places at which some were kept until now, but for the home
};
base::Result<MovedStates> move_states(const std::vector<engine::NamedState>& states, const std::string& place,
                                      const Platform& platform);
// What is still kept at a place, and knows of things: by the whole names of the states.
base::Result<std::vector<std::string>> kept_at(const std::string& place, const Platform& platform);

}  // namespace platform

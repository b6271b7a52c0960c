// `slipway drift`: what has become of what Slipway made, by whoever's hand. It reads only: no lock, no state changed,
// no account started.
#pragma once

#include <vector>

#include "engine/planning/drift.h"
#include "platform/command/known_states.h"

namespace platform {

struct StateDrift {
  KnownState state;
  bool is_in_file = false;  // else what is desired is what was last applied
  std::vector<engine::Drift> drift;
};

// Of each of `states` that holds anything. What is desired says the configuration, of what is in it; nullptr: there is
// none. unavailable: an account does not answer. Besides what planning it may refuse (command/planning.h).
base::Result<std::vector<StateDrift>> read_drift(const std::vector<KnownState>& states,
                                                 const Configuration* configuration,
                                                 const Platform& platform);

// Where the things of a state are, from what it says of them.
base::Result<blueprint::Cluster> cluster_of(const KnownState& known, const engine::State& state,
                                            const Platform& platform);

}  // namespace platform

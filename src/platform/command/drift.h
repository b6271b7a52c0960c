// `slipway drift`: what has become of what Slipway made, by whoever's hand. It reads only: no lock, no state changed,
// no account started.
#pragma once

#include <vector>

#include "engine/planning/drift.h"
#include "platform/command/known_states.h"

namespace platform {

struct StateDrift {
  KnownState state;
  std::vector<engine::Drift> drift;
};

// Of each of `states` that holds anything. What is desired is what was last applied. unavailable: an account does not
// answer.
base::Result<std::vector<StateDrift>> read_drift(const std::vector<KnownState>& states,
                                                 const Platform& platform);

// Where the things of a state are, from what it says of them.
base::Result<Cluster> cluster_of(const KnownState& known, const engine::State& state,
                                 const Platform& platform);

}  // namespace platform

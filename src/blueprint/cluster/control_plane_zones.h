// EKS keeps a control plane in the zones in which it was made: UpdateClusterConfig takes subnets of exactly those. So a
// zone that a network gets later is one for nodes alone.
#pragma once

#include <vector>

#include "engine/journal/state.h"
#include "engine/model/resource.h"

namespace blueprint {

// Takes the subnets of later zones from the control plane that is desired, if the state knows in which ones it is.
void keep_control_plane_zones(const engine::State& state, std::vector<engine::Resource>& all);

}  // namespace blueprint

// How a cluster on which environments stand is remembered in the home: its journal, and a file that tells a Slipway
// without one to keep off.
#pragma once

#include "blueprint/cluster/work.h"
#include "platform/target/environment_target.h"

namespace platform {

// For work on this cluster, under its lock. `target` and `platform` outlive it.
blueprint::ClusterWorld world_of(const blueprint::ClusterTarget& target, const Platform& platform);

}  // namespace platform

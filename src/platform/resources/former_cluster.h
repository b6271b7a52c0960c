// What Slipway remembered of a cluster before it had the engine's journal.
#pragma once

#include "blueprint/cluster/target.h"
#include "platform/target/environment_target.h"

namespace platform {

// Under the cluster's lock. A former file is copied aside (`.before`), what it says is written to the journal, and at
// last it is marked as moved: until then it is the truth, so that a run that is killed begins again. What was done is
// known to be there; what was begun is looked for. Nothing to move is no error.
base::Status move_former_cluster(const blueprint::ClusterTarget& target, const Platform& platform);

}  // namespace platform

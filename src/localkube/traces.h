// What a cluster is on this machine beside its processes, their mounts and their folder: a network bridge
// with an end of each pod's cable, and a tree of cgroups. Both bear the slot's name, so that whoever takes a
// slot can clean up after a holder that was killed.
#pragma once

#include <string>
#include <vector>

#include "base/deadline.h"
#include "base/result.h"
#include "localkube/slot.h"

namespace localkube {

// Removes what an earlier holder left, then makes the bridge, up and with its address, and the cgroups.
base::Status make_traces(const Slot& slot, const base::Deadline& deadline);

// Nothing there is no error. Processes in the cgroups, if there are any, are killed.
base::Status remove_traces(const Slot& slot, const base::Deadline& deadline);

}  // namespace localkube

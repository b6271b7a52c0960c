// What the programs of a cluster see of this machine: its files, but with /run, /var/lib, /var/log and /proc
// of their own, so that no other container engine and no other cluster is in their way, and so that every
// mount they make ends with the last of them. The supervisor starts in new mount and process namespaces and
// calls this before all else.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "localkube/folder.h"
#include "localkube/slot.h"

namespace localkube {

// Afterwards the cluster's folder is at Slot::folder() as well. `kept`: folders that stay where they are,
// also below one of those that are covered.
base::Status enter_own_world(const Folder& folder, const Slot& slot, const std::vector<std::string>& kept);

}  // namespace localkube

// Can this machine run a cluster at all?
#pragma once

#include "base/result.h"

namespace localkube {

// Asked before anything is touched. unavailable: what is missing, and how to mend it.
base::Status check_machine();

}  // namespace localkube

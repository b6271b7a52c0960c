// `slipway down --cluster`: a cluster that a file described, without its file.
#pragma once

#include <string>

#include "platform/target/environment_target.h"

namespace platform {

// What `down` (down.h) is given for it: the cluster alone, as its state knows it. `name`: `prod`, or `prod@eu-west-3`.
// not_found: nothing is remembered of one of that name; invalid: no file described it.
base::Result<Configuration> configuration_of_cluster(const std::string& name, const Platform& platform);

}  // namespace platform

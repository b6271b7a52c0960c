// The proof that nothing is left: everything in the account that could carry Slipway's marks is listed and looked at.
#pragma once

#include <string>
#include <vector>

#include "platform/target/environment_target.h"

namespace platform {

// What still carries the marks of this environment, one line each.
base::Result<std::vector<std::string>> find_leftovers(EnvironmentTarget& target, const Platform& platform);
// The same for a cluster as a whole.
base::Result<std::vector<std::string>> find_leftovers(blueprint::ClusterTarget& target);

}  // namespace platform

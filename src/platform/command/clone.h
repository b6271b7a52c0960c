// `slipway clone`: a new environment from one that is deployed, with its services, stages, variables and
// secrets, and names, ids and a namespace of its own.
#pragma once

#include <string>
#include <vector>

#include "platform/target/environment_target.h"

namespace platform {

// The environment as it is to be deployed on the same cluster. invalid: the name; conflict: there is one of
// that name; denied: roles of the source that only its own namespace may take, each with the change that mends it.
base::Result<Environment> clone_environment(const EnvironmentState& source, const std::string& name,
                                            const Platform& platform);

}  // namespace platform

// Where the agent gets the next token of a service.
#pragma once

#include <string>

#include "platform/target/environment_target.h"
#include "runtime/token/desired_token.h"

namespace platform {

// A new token, from the cluster that the environment's state names. not_found: no environment
// has that namespace any more.
base::Result<std::string> request_token(const runtime::DesiredToken& desired, const Platform& platform);

}  // namespace platform

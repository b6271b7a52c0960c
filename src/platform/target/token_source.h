// Where the agent gets the next token of a service.
#pragma once

#include <string>

#include "platform/target/environment_site.h"
#include "runtime/token/wish.h"

namespace platform {

// A new token for the wish, from the cluster that the environment's state names. not_found: no environment
// has that namespace any more.
base::Result<std::string> request_token(const runtime::TokenWish& wish, const Platform& platform);

}  // namespace platform

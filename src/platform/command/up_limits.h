// `up` within limits (engine/command/limits.h).
#pragma once

#include "engine/command/limits.h"
#include "platform/target/environment_target.h"

namespace platform {

// The same as `platform`, whose planner allows what the limits do, and sets `is_refused` where a plan is refused
// nevertheless. Both must outlive it.
Platform with_limits(const Platform& platform, const engine::Limits& limits, base::Random& random,
                     bool& is_refused);

}  // namespace platform

// What `up` and `down` may destroy though it is protected (engine/command/limits.h).
#pragma once

#include "engine/command/limits.h"
#include "platform/target/environment_target.h"

namespace platform {

// The same as `platform`, whose planner allows what the limits do. Both must outlive it.
Platform with_limits(const Platform& platform, const engine::Limits& limits);

}  // namespace platform

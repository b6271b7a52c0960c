// `slipway state migrate`: what a former Slipway remembered, in today's form. `up` and `down` do it, too, of what they
// are about.
#pragma once

#include <string>
#include <vector>

#include "platform/target/environment_target.h"

namespace platform {

// The clusters and environments that were moved, under their locks; what was remembered of each is copied aside before
// (`.before`). One that is killed begins again.
base::Result<std::vector<std::string>> migrate(const Platform& platform);

}  // namespace platform

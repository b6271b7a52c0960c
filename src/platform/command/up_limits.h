// What `up` may destroy, beyond what its file says: `--max-destroy` and `--allow-destroy`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/command/planning.h"

namespace platform {

struct UpLimits {
  std::vector<std::string> allow_destroy;  // addresses
  std::optional<int64_t> max_destroy;      // things that are destroyed or replaced
};

// The same as `platform`, whose planner allows what the limits do, and sets `is_refused` where a plan is refused
// nevertheless. Both must outlive it.
Platform with_limits(const Platform& platform, const UpLimits& limits, base::Random& random,
                     bool& is_refused);

// invalid: an address that is nowhere. Else why it is not to be carried out; empty: nothing speaks against it.
base::Result<std::string> check_limits(const UpLimits& limits, UpPlan& plan);

}  // namespace platform

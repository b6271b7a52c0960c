// What `up` and `down` may destroy though it is protected, and how much: `--allow-destroy` and `--max-destroy`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/command/planning.h"

namespace platform {

struct UpLimits {
  std::vector<std::string>
      allow_destroy;  // addresses, or STATE:ADDRESS; each allows what it names and nothing else
  std::optional<int64_t> max_destroy;  // things that are destroyed or replaced
};

// The same as `platform`, whose planner allows what the limits do. Both must outlive it.
Platform with_limits(const Platform& platform, const UpLimits& limits, base::Random& random);

// invalid: an address that is nowhere. A refusal (engine::is_refusal()): more would be destroyed than may be.
base::Status check_limits(const UpLimits& limits, UpPlan& plan);

}  // namespace platform

// What may be destroyed beyond what a configuration says: `--max-destroy` and `--allow-destroy`.
#pragma once

#include <optional>

#include "engine/command/plans.h"

namespace engine {

struct Limits {
  // Addresses, or STATE:ADDRESS; each allows what it names and nothing else.
  std::vector<std::string> allow_destroy;
  std::optional<int64_t> max_destroy;  // things that are destroyed or replaced
};

// invalid: an address that is nowhere. A refusal (is_refusal()): more would be destroyed than may be.
base::Status check_limits(const Limits& limits, Plans& plans);

}  // namespace engine

// What may be destroyed beyond what a configuration says: `--max-destroy` and `--allow-destroy`.
#pragma once

#include <optional>

#include "engine/command/plans.h"

namespace engine {

struct Limits {
  std::vector<std::string> allow_destroy;  // addresses
  std::optional<int64_t> max_destroy;      // things that are destroyed or replaced
};

// So that a plan of one state allows what the limits do.
void allow(const Limits& limits, PlanOptions& options);

// invalid: an address that is nowhere. Else why it is not to be carried out; empty: nothing speaks against it.
base::Result<std::string> check_limits(const Limits& limits, Plans& plans);

}  // namespace engine

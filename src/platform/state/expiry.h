// Preview environments are there for a time (`slipway clone --expires`). `slipway down --expired` removes those whose
// time is over: by hand, from cron, or called by cli/world/expiry_watch.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "platform/state/state.h"

namespace platform {

// `90m`, `24h`, `7d`: from a minute to a year. invalid: anything else.
base::Result<std::chrono::minutes> parse_life(std::string_view text);

bool is_expired(const EnvironmentState& environment, base::Time now);
std::vector<EnvironmentState> expired(std::vector<EnvironmentState> environments, base::Time now);

// For whoever works with environments: "tutorial/pr-7 expired 2 h 5 min ago; ...".
std::string expiry_notice(const EnvironmentState& environment, base::Time now);

}  // namespace platform

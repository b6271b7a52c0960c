// When metric alarms look at their metrics: after something came, and from minute to minute as long as there is
// anything in the time that they look at. An alarm that sees nothing comes to rest until data comes.
#pragma once

#include <string>

#include "account/call/operation.h"

namespace account::cloudwatch {

// Those that watch a metric look soon.
void wake_alarms(Call& call, const std::string& metric_key);
// Within a minute, as fast as things happen here; or at the next minute, when a state was set by hand. The alarm is
// stored.
void look_soon(Call& call, json::Value alarm);
void look_at_next_minute(Call& call, json::Value alarm);

}  // namespace account::cloudwatch

// What happened to alarms: their configuration was put or deleted, their state changed. Kept for 30 days, also of
// alarms that are gone (API Reference, DescribeAlarmHistory).
#pragma once

#include <string_view>

#include "account/record/state.h"
#include "base/clock.h"
#include "base/json.h"

namespace account::cloudwatch {

// `what`: created, updated, deleted.
void keep_configuration_update(State& state, const json::Value& alarm, std::string_view what, base::Time now);
// The alarm as it was, and as it is now.
void keep_state_update(State& state, const json::Value& before, const json::Value& after, base::Time now);

}  // namespace account::cloudwatch

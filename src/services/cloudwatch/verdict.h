// What state a metric alarm is in by the values that it sees, and why.
//
// Source: User Guide, "Configuring how CloudWatch alarms treat missing data", "Evaluating an alarm". AWS does not say
// how many periods more than it needs an alarm looks at; its examples look at two.
#pragma once

#include <optional>

#include "services/cloudwatch/alarm_state.h"
#include "services/cloudwatch/expression.h"

namespace account::cloudwatch {

inline constexpr int64_t kPeriodsMore = 2;

// `values`: of the alarm's periods in `range`, as far as there are any. nullopt: it stays as it is.
std::optional<AlarmState> verdict(const json::Value& alarm, const Series& values, const Range& range,
                                  base::Time now);

}  // namespace account::cloudwatch

// What a metric alarm watches, as a list of queries, whether it names one metric or has a list of its own.
#pragma once

#include "base/json.h"

namespace account::cloudwatch {

json::Array alarm_queries(const json::Value& alarm);
// The one whose values are compared with the threshold.
const json::Value& watched_query(const json::Array& queries);

}  // namespace account::cloudwatch

// Lists of MetricDataQuery: each a metric's statistic, or an expression over others. GetMetricData answers them, and
// alarms watch one of them.
#pragma once

#include <string>
#include <vector>

#include "account/record/state.h"
#include "aws/error.h"
#include "base/clock.h"
#include "services/cloudwatch/expression.h"

namespace account::cloudwatch {

// Errors: ValidationError, InvalidParameterValue.
aws::Result<void> check_queries(const json::Array& queries, const std::string& member);

// Over which time, seen from when.
struct Window {
  const State& state;
  int64_t start;
  int64_t end;
  base::Time now;
  bool has_fixed_periods;  // periods begin at whole multiples of their length; else at the window's start
};

struct QueryResult {
  std::string id;
  std::string label;
  Series series;
};

// In ms. Of an expression that says none, the longest of the metrics.
int64_t period_of(const json::Array& queries, const json::Value& query);

// What those come to that say ReturnData, or nothing of it, in their order; an expression may come to several. Error:
// ValidationError.
aws::Result<std::vector<QueryResult>> run_queries(const Window& window, const json::Array& queries);

bool is_returned(const json::Value& query);
// Those that the queries look at.
std::vector<Metric> metrics_in(const json::Array& queries);

}  // namespace account::cloudwatch

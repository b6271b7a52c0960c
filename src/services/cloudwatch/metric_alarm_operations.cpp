// Alarms on one metric, or on an expression over some.
//
// Source: API Reference, PutMetricAlarm.
#include <algorithm>
#include <cmath>
#include <set>

#include "services/cloudwatch/alarm.h"
#include "services/cloudwatch/alarm_queries.h"
#include "services/cloudwatch/cloudwatch.h"
#include "services/cloudwatch/errors.h"
#include "services/cloudwatch/evaluation.h"
#include "services/cloudwatch/queries.h"
#include "services/cloudwatch/statistic.h"

namespace account::cloudwatch {
namespace {

constexpr size_t kMostMetrics = 20;
constexpr int64_t kHour = 3600, kDay = 24 * kHour, kMsOfSecond = 1000;
constexpr std::string_view kOfOneMetric[] = {"MetricName", "Namespace", "Dimensions",       "Period",
                                             "Unit",       "Statistic", "ExtendedStatistic"};
constexpr std::string_view kOfAnyAlarm[] = {"EvaluationPeriods", "DatapointsToAlarm",
                                            "Threshold",         "ComparisonOperator",
                                            "TreatMissingData",  "EvaluateLowSampleCountPercentile",
                                            "Metrics",           "EvaluationWindow"};

bool is_one_of(std::string_view value, std::initializer_list<std::string_view> values) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

aws::Result<void> check_simulated(const Input& in) {
  if (in.has("ThresholdMetricId")) return not_simulated("Alarms on anomaly detection models");
  if (in.has("EvaluationCriteria") || in.has("EvaluationInterval"))
    return not_simulated("Alarms on PromQL queries");
  if (in.has("WarmUpConfiguration")) return not_simulated("Warm-up periods");
  std::string comparison = in.text("ComparisonOperator");
  if (comparison.find("Upper") == comparison.npos && comparison.find("Lower") == comparison.npos) return {};
  return not_simulated("Alarms on anomaly detection models");
}

// Of a union one member is to be given.
aws::Result<void> check_window(const Input& in) {
  const json::Value* window = in.find("EvaluationWindow");
  if (!window || window->as_object().size() == 1) return {};
  return invalid("EvaluationWindow must have exactly one member set.");
}

// What belongs to every alarm.
aws::Result<void> check_comparison(const Input& in) {
  for (std::string_view member : {"ComparisonOperator", "EvaluationPeriods", "Threshold"})
    if (!in.has(member)) return invalid(fmt::format("{} must not be null", member));
  if (!std::isfinite(in.find("Threshold")->as_double())) return invalid("Threshold must be a finite number");
  std::string treated = in.text("TreatMissingData");
  if (!treated.empty() && !is_one_of(treated, {"breaching", "notBreaching", "ignore", "missing"}))
    return invalid(
        fmt::format("The value {} is not supported for TreatMissingData parameter. Supported values are "
                    "[breaching, notBreaching, ignore, missing].",
                    treated));
  std::string low = in.text("EvaluateLowSampleCountPercentile");
  if (!low.empty() && !is_one_of(low, {"evaluate", "ignore"}))
    return invalid(
        fmt::format("Option {} is not supported. Supported options for parameter "
                    "EvaluateLowSampleCountPercentile are evaluate and ignore.",
                    low));
  if (in.number("DatapointsToAlarm", 1) > in.number("EvaluationPeriods"))
    return invalid("DatapointsToAlarm must be less than or equal to EvaluationPeriods.");
  return {};
}

aws::Result<void> check_one_metric(const Input& in) {
  for (std::string_view member : {"MetricName", "Namespace", "Period"})
    if (!in.has(member)) return invalid(fmt::format("{} must not be null", member));
  int64_t period = in.number("Period");
  if (period % 60 != 0 && period != 10 && period != 20 && period != 30)
    return invalid("Period must be 10, 20, 30 or a multiple of 60");
  std::string extended = in.text("ExtendedStatistic");
  if (in.has("Statistic") == !extended.empty())
    return invalid("Exactly one of Statistic and ExtendedStatistic must be specified.");
  if (extended.empty()) return {};
  auto statistic = Statistic::parse(extended);
  if (statistic && !statistic->is_plain()) return {};
  return invalid_value(
      fmt::format("The value {} for parameter ExtendedStatistic is not supported.", extended));
}

aws::Result<void> check_list(const Call& call) {
  const Input& in = call.input;
  for (std::string_view member : kOfOneMetric)
    if (in.has(member))
      return invalid_combination(fmt::format(
          "The parameters {} and Metrics are mutually exclusive and you have specified both.", member));
  const json::Array& queries = in.list("Metrics");
  if (queries.empty() || queries.size() > kMostMetrics)
    return invalid(fmt::format("The collection Metrics must have a size of 1 to {}.", kMostMetrics));
  TRY(check_queries(queries, "Metrics"));
  if (std::count_if(queries.begin(), queries.end(), is_returned) != 1)
    return invalid("Exactly one element of the metrics list should return data.");
  // Over no time at all, which shows whether the expressions are understood.
  TRY(run_queries({call.state, 0, 0, call.now, true}, queries));
  return {};
}

aws::Result<void> check_reach(const json::Value& alarm) {
  json::Array queries = alarm_queries(alarm);
  int64_t period = period_of(queries, watched_query(queries)) / kMsOfSecond;
  int64_t most = period < kHour ? kDay : 7 * kDay;
  if (period * alarm.int_or("EvaluationPeriods", 1) <= most) return {};
  return invalid(
      fmt::format("Metrics cannot be checked across more than {} (EvaluationPeriods * Period must be <= {}).",
                  period < kHour ? "a day" : "seven days", most));
}

Output put_alarm(Call& call) {
  const Input& in = call.input;
  TRY(check_simulated(in));
  TRY(check_comparison(in));
  TRY(check_window(in));
  bool has_list = in.has("Metrics");
  TRY(has_list ? check_list(call) : check_one_metric(in));
  Object alarm = TRY(begin_alarm(call, kMetricAlarm));
  for (std::string_view member : kOfAnyAlarm) alarm.set_if(member, in.find(member));
  for (std::string_view member : kOfOneMetric) alarm.set_if(member, in.find(member));
  if (!has_list && !in.has("Dimensions")) alarm.set("Dimensions", json::Array());
  json::Value record(alarm);
  TRY(check_reach(record));
  std::set<std::string> keys;
  for (const Metric& metric : metrics_in(alarm_queries(record))) keys.insert(metric.key());
  record.as_object().set("_Metrics", json::Array(keys.begin(), keys.end()));
  finish_alarm(call, record);
  look_soon(call, std::move(record));
  return Object{};
}

constexpr Operation kOperations[] = {
    {"PutMetricAlarm",
     {creates(kAlarms).keys(alarm_action_keys), also("cloudwatch:TagResource").when("Tags")},
     put_alarm},
};

}  // namespace

std::span<const Operation> metric_alarm_operations() {
  return kOperations;
}

}  // namespace account::cloudwatch

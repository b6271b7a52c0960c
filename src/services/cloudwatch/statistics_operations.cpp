// One metric's statistics in stretches of time.
//
// Source: API Reference, GetMetricStatistics.
#include "services/cloudwatch/cloudwatch.h"
#include "services/cloudwatch/datapoint.h"
#include "services/cloudwatch/errors.h"
#include "services/cloudwatch/period.h"
#include "services/cloudwatch/statistic.h"

namespace account::cloudwatch {
namespace {

constexpr int64_t kMostDatapoints = 1440;
constexpr int64_t kSecond = 1000, kMinute = 60 * kSecond, kDay = 24 * (60 * kMinute);

// The beginning is rounded down, the more the longer ago it is.
int64_t rounded(int64_t start, int64_t period, int64_t now) {
  int64_t step = start < now - 63 * kDay ? 60 * kMinute : start < now - 15 * kDay ? 5 * kMinute : kMinute;
  if (period < kMinute) step = period;
  return start - start % step;
}

aws::Result<Range> range_of(const Call& call) {
  const Input& in = call.input;
  int64_t start = in.number("StartTime"), end = in.number("EndTime"), seconds = in.number("Period");
  if (start >= end)
    return invalid_combination("The parameter StartTime must be less than the parameter EndTime.");
  if (!is_period(seconds))
    return invalid_value("The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.");
  int64_t period = seconds * kSecond;
  int64_t begin = rounded(start, period, base::to_ms(call.now));
  int64_t count = (end - begin + period - 1) / period;
  if (count > kMostDatapoints)
    return invalid_combination(fmt::format(
        "You have requested up to {} datapoints, which exceeds the limit of {}. You may reduce the "
        "datapoints requested by increasing Period, or decreasing the time range.",
        count, kMostDatapoints));
  return Range{begin, end, period};
}

struct Wanted {
  std::string name;
  Statistic statistic;
};

aws::Result<std::vector<Wanted>> wanted_of(const Call& call) {
  std::vector<std::string> plain = call.input.texts("Statistics"),
                           extended = call.input.texts("ExtendedStatistics");
  if (plain.empty() && extended.empty()) return missing("Statistics or ExtendedStatistics");
  if (!plain.empty() && !extended.empty())
    return invalid_combination(
        "The parameters Statistics and ExtendedStatistics are mutually exclusive and you have specified "
        "both.");
  std::vector<Wanted> wanted;
  for (const std::string& name : plain) wanted.push_back({name, *Statistic::parse(name)});
  for (const std::string& name : extended) {
    auto statistic = Statistic::parse(name);
    if (!statistic || statistic->is_plain())
      return invalid_value(
          fmt::format("The value {} for parameter ExtendedStatistics is not supported.", name));
    wanted.push_back({name, *statistic});
  }
  return wanted;
}

json::Value shown_point(const Place& place, const Datapoint& point, const std::vector<Wanted>& wanted) {
  Object shown{{"Timestamp", place.time}, {"Unit", place.unit}};
  Object extended;
  for (const Wanted& one : wanted)
    if (auto value = one.statistic.of(point))
      (one.statistic.is_plain() ? shown : extended).set(one.name, *value);
  if (!extended.empty()) shown.set("ExtendedStatistics", std::move(extended));
  return shown;
}

Output get_statistics(Call& call) {
  const Input& in = call.input;
  Range range = TRY(range_of(call));
  std::vector<Wanted> wanted = TRY(wanted_of(call));
  Metric metric = metric_of(in);
  json::Array shown;
  for (const auto& [place, point] : gather(call.state, metric, range, in.text("Unit"), true, call.now))
    shown.push_back(shown_point(place, point, wanted));
  return Object{{"Label", in.text("MetricName")}, {"Datapoints", std::move(shown)}};
}

constexpr Operation kOperations[] = {
    {"GetMetricStatistics", {any()}, get_statistics},
};

}  // namespace

std::span<const Operation> statistics_operations() {
  return kOperations;
}

}  // namespace account::cloudwatch

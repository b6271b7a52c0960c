#include "services/cloudwatch/evaluation.h"

#include <algorithm>

#include "account/call/facilities.h"
#include "account/record/index.h"
#include "services/cloudwatch/alarm.h"
#include "services/cloudwatch/alarm_events.h"
#include "services/cloudwatch/alarm_queries.h"
#include "services/cloudwatch/cloudwatch.h"
#include "services/cloudwatch/queries.h"
#include "services/cloudwatch/statistic.h"
#include "services/cloudwatch/texts.h"
#include "services/cloudwatch/verdict.h"

namespace account::cloudwatch {
namespace {

constexpr std::chrono::seconds kWithin = std::chrono::minutes(1);
constexpr size_t kMostReason = 1023;
constexpr int64_t kMinute = 60'000, kTenSeconds = 10'000;

// --- when -----------------------------------------------------------------------------------------------------------

int64_t alarm_period(const json::Array& queries) {
  return period_of(queries, watched_query(queries));
}

// Alarms with short periods look every ten seconds.
int64_t step_of(const json::Value& alarm) {
  return alarm_period(alarm_queries(alarm)) < kMinute ? kTenSeconds : kMinute;
}

base::Time next_step(const json::Value& alarm, base::Time now) {
  int64_t step = step_of(alarm);
  return base::from_ms((base::to_ms(now) / step + 1) * step);
}

// Unless it looks before that anyway.
void look_at(State& state, Facilities& facilities, json::Value& alarm, base::Time time) {
  int64_t next = alarm.int_or("_Next", INT64_MAX);
  if (next <= base::to_ms(time)) return;
  alarm.as_object().set("_Next", base::to_ms(time));
  store(state, kAlarms, alarm);
  schedule(state, facilities, {time, kEvaluate.name, std::string(alarm.string_or("AlarmName", ""))});
}

// --- what it sees ---------------------------------------------------------------------------------------------------

// Up to the end of the minute that has begun: what came in it counts at once.
Range range_of(const json::Value& alarm, const json::Array& queries, base::Time now) {
  int64_t period = alarm_period(queries);
  const json::Value* window = alarm.find("EvaluationWindow");
  int64_t step = window && window->find("WallClockWindow") ? period : step_of(alarm);
  int64_t end = (base::to_ms(now) / step + 1) * step;
  return {end - period * (alarm.int_or("EvaluationPeriods", 1) + kPeriodsMore), end, period};
}

// Whether time alone can change what it sees.
bool has_data(const State& state, const json::Array& queries, int64_t since) {
  std::vector<Metric> metrics = metrics_in(queries);
  return std::any_of(metrics.begin(), metrics.end(), [&](const Metric& metric) {
    auto newest = newest_of(state, metric);
    return newest && *newest >= since;
  });
}

double newest_sum(const Series& series, int64_t periods) {
  double sum = 0;
  for (auto it = series.rbegin(); it != series.rend() && periods > 0; ++it, --periods) sum += it->second;
  return sum;
}

// Whether a percentile has too few values to mean anything, and the alarm is told to ignore such ones.
bool is_ignored(const State& state, const json::Value& alarm, const Range& range, base::Time now) {
  if (alarm.string_or("EvaluateLowSampleCountPercentile", "") != "ignore") return false;
  auto statistic = Statistic::parse(alarm.string_or("ExtendedStatistic", ""));
  if (!statistic) return false;
  json::Value counted = alarm;
  counted.as_object().set("Statistic", "SampleCount");
  auto results = run_queries({state, range.begin, range.end, now, false}, alarm_queries(counted));
  if (!results) return false;
  double count = newest_sum(results->front().series, alarm.int_or("EvaluationPeriods", 1));
  return count > 0 && count < statistic->wanted_count();
}

std::optional<AlarmState> look(const State& state, const json::Value& alarm, const json::Array& queries,
                               const Range& range, base::Time now) {
  if (is_ignored(state, alarm, range, now)) return std::nullopt;
  auto results = run_queries({state, range.begin, range.end, now, false}, queries);
  if (!results) return AlarmState{"INSUFFICIENT_DATA", cut(results.error().message, kMostReason)};
  return verdict(alarm, results->empty() ? Series() : results->front().series, range, now);
}

void evaluate(Due& due) {
  auto alarm = find(due.state, kAlarms, due.id);
  if (!alarm || alarm->int_or("_Next", 0) != base::to_ms(due.now)) return;
  alarm->as_object().erase("_Next");
  json::Array queries = alarm_queries(*alarm);
  Range range = range_of(*alarm, queries, due.now);
  store(due.state, kAlarms, *alarm);
  if (has_data(due.state, queries, range.begin))
    look_at(due.state, due.facilities, *alarm, next_step(*alarm, due.now));
  auto state = look(due.state, *alarm, queries, range, due.now);
  if (!state || state->value == alarm->string_or("StateValue", "")) return;
  Bodies bodies(due.facilities.objects_dir);
  change_state(as_cloudwatch(due, bodies), std::move(*alarm), *state);
}

}  // namespace

const Effect kEvaluate{"cloudwatch.evaluate", evaluate};

void look_soon(Call& call, json::Value alarm) {
  base::Time soon = std::min(call.now + call.facilities.speed.lasts(kWithin), next_step(alarm, call.now));
  look_at(call.state, call.facilities, alarm, soon);
}

void look_at_next_minute(Call& call, json::Value alarm) {
  look_at(call.state, call.facilities, alarm, next_step(alarm, call.now));
}

void wake_alarms(Call& call, const std::string& metric_key) {
  for (Entry& alarm : find_through(call.state, kAlarms, "_Metrics", metric_key))
    look_soon(call, std::move(alarm.value));
}

}  // namespace account::cloudwatch

#include "services/cloudwatch/verdict.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "services/cloudwatch/texts.h"

namespace account::cloudwatch {
namespace {

struct Comparison {
  std::string_view name;
  std::string_view words;
  bool (*breaches)(double value, double threshold);
};
constexpr Comparison kComparisons[] = {
    {"GreaterThanOrEqualToThreshold", "greater than or equal to", [](double v, double t) { return v >= t; }},
    {"GreaterThanThreshold", "greater than", [](double v, double t) { return v > t; }},
    {"LessThanThreshold", "less than", [](double v, double t) { return v < t; }},
    {"LessThanOrEqualToThreshold", "less than or equal to", [](double v, double t) { return v <= t; }}};

struct Seen {
  int64_t time;
  double value;
};

// All that a verdict is made of.
struct Evidence {
  const json::Value& alarm;
  std::vector<Seen> seen;  // the newest first, no more than are needed
  int64_t breaching = 0;
  int64_t needed = 1;    // EvaluationPeriods
  int64_t to_alarm = 1;  // DatapointsToAlarm
  int64_t missing = 0;

  std::string_view text(std::string_view member) const { return alarm.string_or(member, ""); }
};

double threshold_of(const json::Value& alarm) {
  const json::Value* threshold = alarm.find("Threshold");
  return threshold ? threshold->as_double() : 0;
}

const Comparison& comparison_of(const json::Value& alarm) {
  std::string_view name = alarm.string_or("ComparisonOperator", "");
  const auto* found = std::find_if(std::begin(kComparisons), std::end(kComparisons),
                                   [&](const Comparison& one) { return one.name == name; });
  return found == std::end(kComparisons) ? kComparisons[0] : *found;
}

Evidence gather_evidence(const json::Value& alarm, const Series& values) {
  Evidence evidence{alarm, {}};
  evidence.needed = alarm.int_or("EvaluationPeriods", 1);
  evidence.to_alarm = alarm.int_or("DatapointsToAlarm", evidence.needed);
  for (auto it = values.rbegin(); it != values.rend(); ++it)
    if (static_cast<int64_t>(evidence.seen.size()) < evidence.needed)
      evidence.seen.push_back({it->first, it->second});
  const Comparison& comparison = comparison_of(alarm);
  double threshold = threshold_of(alarm);
  evidence.breaching = std::count_if(evidence.seen.begin(), evidence.seen.end(), [&](const Seen& one) {
    return comparison.breaches(one.value, threshold);
  });
  evidence.missing = evidence.needed - static_cast<int64_t>(evidence.seen.size());
  return evidence;
}

// --- the state ------------------------------------------------------------------------------------------------------

std::optional<std::string_view> state_of(const Evidence& evidence) {
  std::string_view treated = evidence.text("TreatMissingData");
  auto count = static_cast<int64_t>(evidence.seen.size());
  int64_t breaching = evidence.breaching + (treated == "breaching" ? evidence.missing : 0);
  bool is_alarm = breaching >= evidence.to_alarm;
  if (evidence.missing == 0 || treated == "breaching" || treated == "notBreaching")
    return is_alarm ? "ALARM" : "OK";
  if (treated == "ignore") {
    if (is_alarm) return "ALARM";
    return evidence.breaching < count ? std::optional("OK") : std::nullopt;
  }
  if (count == 0) return "INSUFFICIENT_DATA";
  return breaching >= std::min(evidence.to_alarm, count) ? "ALARM" : "OK";
}

// --- why ------------------------------------------------------------------------------------------------------------

// As Java writes it.
std::string number_text(double number) {
  constexpr double kPlain = 1e7;
  bool is_whole = std::abs(number) < kPlain && number == std::floor(number);
  return is_whole ? fmt::format("{:.1f}", number) : fmt::format("{}", number);
}

std::string time_text(int64_t time) {  // 26/10/23 16:42:00
  std::string text = base::iso8601(base::from_ms(time));
  return fmt::format("{}/{}/{} {}", text.substr(8, 2), text.substr(5, 2), text.substr(2, 2),
                     text.substr(11, 8));
}

std::string_view s_of(size_t count) {
  return count == 1 ? "" : "s";
}
std::string_view were(size_t count) {
  return count == 1 ? "was" : "were";
}

std::string missing_text(const Evidence& evidence) {
  auto count = static_cast<size_t>(evidence.missing);
  return fmt::format("{} missing datapoint{} {} treated as [{}]", count, s_of(count), were(count),
                     evidence.text("TreatMissingData") == "breaching" ? "Breaching" : "NonBreaching");
}

std::string datapoints_text(const Evidence& evidence) {
  std::vector<std::string> shown;
  for (const Seen& one : evidence.seen)
    shown.push_back(fmt::format("{} ({})", number_text(one.value), time_text(one.time)));
  return base::join(shown, ", ");
}

std::string reason_of(const Evidence& evidence, std::string_view state) {
  auto needed = static_cast<size_t>(evidence.needed);
  if (state == "INSUFFICIENT_DATA")
    return fmt::format("Insufficient Data: {} datapoint{} {} unknown.", needed, s_of(needed), were(needed));
  if (evidence.seen.empty())
    return fmt::format("Threshold Crossed: no datapoints were received for {} period{} and {}.", needed,
                       s_of(needed), missing_text(evidence));
  bool is_alarm = state == "ALARM";
  bool says_how_many = evidence.alarm.find("DatapointsToAlarm") != nullptr;
  size_t seen = evidence.seen.size();
  auto told =
      static_cast<size_t>(is_alarm ? evidence.breaching : static_cast<int64_t>(seen) - evidence.breaching);
  std::string count = says_how_many ? fmt::format("{} out of the last {} datapoints", told, seen)
                                    : fmt::format("{} datapoint{}", seen, s_of(seen));
  std::string text =
      fmt::format("Threshold Crossed: {} [{}] {} {}{} the threshold ({})", count, datapoints_text(evidence),
                  were(says_how_many ? told : seen), is_alarm ? "" : "not ",
                  comparison_of(evidence.alarm).words, number_text(threshold_of(evidence.alarm)));
  std::string_view treated = evidence.text("TreatMissingData");
  if (evidence.missing > 0 && (treated == "breaching" || treated == "notBreaching"))
    text += " and " + missing_text(evidence);
  if (says_how_many)
    text += fmt::format(" (minimum {} datapoint{} for {} -> {} transition)", evidence.to_alarm,
                        s_of(static_cast<size_t>(evidence.to_alarm)), is_alarm ? "OK" : "ALARM", state);
  return text + ".";
}

json::Value data_of(const Evidence& evidence, const Range& range, base::Time now) {
  json::Array recent, evaluated;
  for (auto it = evidence.seen.rbegin(); it != evidence.seen.rend(); ++it) recent.emplace_back(it->value);
  for (const Seen& one : evidence.seen)
    evaluated.push_back(
        json::Object{{"timestamp", long_time(base::from_ms(one.time))}, {"value", one.value}});
  json::Object data{{"version", "1.0"}, {"queryDate", long_time(now)}};
  if (!evidence.seen.empty()) data.set("startDate", long_time(base::from_ms(evidence.seen.back().time)));
  for (auto [from, to] : {std::pair("Unit", "unit"), std::pair("Statistic", "statistic"),
                          std::pair("ExtendedStatistic", "statistic")})
    data.set_if(to, evidence.alarm.find(from));
  data.set("period", range.period / 1000);
  data.set("recentDatapoints", std::move(recent));
  data.set("threshold", threshold_of(evidence.alarm));
  data.set("evaluatedDatapoints", std::move(evaluated));
  return data;
}

constexpr size_t kMostReason = 1023, kMostData = 4000;

}  // namespace

std::optional<AlarmState> verdict(const json::Value& alarm, const Series& values, const Range& range,
                                  base::Time now) {
  Evidence evidence = gather_evidence(alarm, values);
  auto state = state_of(evidence);
  if (!state) return std::nullopt;
  std::string data = json::dump(data_of(evidence, range, now));
  return AlarmState{std::string(*state), cut(reason_of(evidence, *state), kMostReason),
                    data.size() <= kMostData ? data : ""};
}

}  // namespace account::cloudwatch

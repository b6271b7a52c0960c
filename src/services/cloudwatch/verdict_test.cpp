// The tables of the User Guide, "Configuring how CloudWatch alarms treat missing data": the newest data point stands
// last, X breaches, 0 does not, - is missing.
#include "services/cloudwatch/verdict.h"

#include <gtest/gtest.h>

namespace account::cloudwatch {
namespace {

struct Row {
  std::string_view points;
  int64_t needed, to_alarm;
  std::string_view missing, ignore, breaching, not_breaching;
};
constexpr Row kRows[] = {
    {"0-X-X", 3, 3, "OK", "OK", "OK", "OK"},
    {"0----", 3, 3, "OK", "OK", "OK", "OK"},
    {"-----", 3, 3, "INSUFFICIENT_DATA", "stays", "ALARM", "OK"},
    {"0XX-X", 3, 3, "ALARM", "ALARM", "ALARM", "ALARM"},
    {"--X--", 3, 3, "ALARM", "stays", "ALARM", "OK"},
    {"0-X-X", 3, 2, "ALARM", "ALARM", "ALARM", "ALARM"},
    {"00X0X", 3, 2, "ALARM", "ALARM", "ALARM", "ALARM"},
    {"0-X--", 3, 2, "OK", "OK", "ALARM", "OK"},
    {"----0", 3, 2, "OK", "OK", "ALARM", "OK"},
    {"----X", 3, 2, "ALARM", "stays", "ALARM", "OK"},
};

std::string state_of(const Row& row, std::string_view treated) {
  json::Object alarm{{"EvaluationPeriods", row.needed},
                     {"DatapointsToAlarm", row.to_alarm},
                     {"Threshold", 1.0},
                     {"ComparisonOperator", "GreaterThanOrEqualToThreshold"},
                     {"TreatMissingData", treated}};
  Series values;
  for (size_t i = 0; i < row.points.size(); ++i)
    if (row.points[i] != '-') values[static_cast<int64_t>(i) * 60'000] = row.points[i] == 'X' ? 2 : 0;
  auto state = verdict(alarm, values, {0, 300'000, 60'000}, base::from_ms(300'000));
  return state ? state->value : "stays";
}

TEST(Verdict, treats_missing_data_as_aws_shows) {
  for (const Row& row : kRows) {
    EXPECT_EQ(state_of(row, "missing"), row.missing) << row.points << row.to_alarm;
    EXPECT_EQ(state_of(row, ""), row.missing) << row.points << row.to_alarm;
    EXPECT_EQ(state_of(row, "ignore"), row.ignore) << row.points << row.to_alarm;
    EXPECT_EQ(state_of(row, "breaching"), row.breaching) << row.points << row.to_alarm;
    EXPECT_EQ(state_of(row, "notBreaching"), row.not_breaching) << row.points << row.to_alarm;
  }
}

TEST(Verdict, says_why) {
  json::Object alarm{{"EvaluationPeriods", 2},
                     {"Threshold", 2.0},
                     {"ComparisonOperator", "LessThanThreshold"},
                     {"TreatMissingData", "missing"}};
  auto state = verdict(alarm, {{0, 1.5}, {60'000, 1}}, {0, 120'000, 60'000}, base::from_ms(120'000));
  EXPECT_EQ(
      state->reason,
      "Threshold Crossed: 2 datapoints [1.0 (01/01/70 00:01:00), 1.5 (01/01/70 00:00:00)] were less than the "
      "threshold (2.0).");
  alarm.set("DatapointsToAlarm", 2);
  state = verdict(alarm, {{0, 1.5}, {60'000, 3}}, {0, 120'000, 60'000}, base::from_ms(120'000));
  EXPECT_EQ(state->reason,
            "Threshold Crossed: 1 out of the last 2 datapoints [3.0 (01/01/70 00:01:00), 1.5 (01/01/70 "
            "00:00:00)] was "
            "not less than the threshold (2.0) (minimum 2 datapoints for ALARM -> OK transition).");
}

}  // namespace
}  // namespace account::cloudwatch

#include "kube/schedule.h"

#include <gmock/gmock.h>

namespace kube {
namespace {

using testing::HasSubstr;

std::string next(std::string_view schedule, std::string_view after) {
  auto parsed = Schedule::parse(schedule);
  if (!parsed) return parsed.error().message;
  auto next = parsed->next_after(*base::parse_iso8601(after));
  return next ? base::iso8601(*next) : "counts from the last run";
}

TEST(Schedule, NextIsTheFirstMinuteThatFits) {
  const char* sunday = "2026-11-22T09:07:30Z";
  for (auto [schedule, expected] : {std::pair{"* * * * *", "2026-11-22T09:08:00Z"},
                                    {"*/5 * * * *", "2026-11-22T09:10:00Z"},
                                    {"7 9 * * *", "2026-11-23T09:07:00Z"},
                                    {"10-40/15 * * * *", "2026-11-22T09:10:00Z"},
                                    {"50/5 * * * *", "2026-11-22T09:50:00Z"},
                                    {"0 0 1 jan *", "2027-01-01T00:00:00Z"},
                                    {"0 6 * * MON-FRI", "2026-11-23T06:00:00Z"},
                                    {"30 8,20 * * *", "2026-11-22T20:30:00Z"},
                                    {"0 0 29 2 *", "2028-02-29T00:00:00Z"},
                                    {"0 0 1 * 3", "2026-11-25T00:00:00Z"},
                                    {" 0\t12  *  * 0 ", "2026-11-22T12:00:00Z"},
                                    {"0 0 ? * Sat", "2026-11-28T00:00:00Z"},
                                    {"0 0 1 jan-feb,jun ?", "2027-01-01T00:00:00Z"},
                                    {"0 0 * * mon-wed,FRI", "2026-11-23T00:00:00Z"},
                                    {"*/90 * * * *", "2026-11-22T10:00:00Z"},
                                    {"1-59/2 */6 * * *", "2026-11-22T12:01:00Z"},
                                    {"@yearly", "2027-01-01T00:00:00Z"},
                                    {"@annually", "2027-01-01T00:00:00Z"},
                                    {"@monthly", "2026-12-01T00:00:00Z"},
                                    {"@weekly", "2026-11-29T00:00:00Z"},
                                    {"@daily", "2026-11-23T00:00:00Z"},
                                    {" @midnight ", "2026-11-23T00:00:00Z"},
                                    {"@hourly", "2026-11-22T10:00:00Z"},
                                    {"@every 1h30m", "counts from the last run"},
                                    {"@every 1.5h", "counts from the last run"},
                                    {"@every 90s", "counts from the last run"}}) {
    EXPECT_EQ(next(schedule, sunday), expected) << schedule;
  }
  EXPECT_EQ(next("59 23 31 12 *", "2026-12-31T23:59:00Z"), "2027-12-31T23:59:00Z");
  EXPECT_EQ(next("0 0 1 * 3", "2026-11-25T00:00:00Z"), "2026-12-01T00:00:00Z") << "either day will do";
  EXPECT_EQ(next("0 0 */2 * 3", "2026-11-25T00:00:00Z"), "2026-11-27T00:00:00Z");
  EXPECT_EQ(next("0 0 *,2 * 3", "2026-11-25T00:00:00Z"), "2026-12-02T00:00:00Z") << "only Wednesdays";
  EXPECT_EQ(next("0 0 1 * *", "2026-11-25T00:00:00Z"), "2026-12-01T00:00:00Z");
  EXPECT_EQ(next("0 0 29 2 *", "2096-03-01T00:00:00Z"), "2104-02-29T00:00:00Z") << "2100 has none";
}

TEST(Schedule, WhatIsWrongIsSaid) {
  for (auto [schedule, expected] : {std::pair{"* * * *", "expected five fields: minute, hour"},
                                    {"", "expected five fields"},
                                    {"@dayly", "expected one of `@yearly`, `@monthly`, `@weekly`, `@daily`"},
                                    {"@Daily", "expected one of"},
                                    {"@every", "expected one of"},
                                    {"@every day", "expected one of"},
                                    {"@every 5", "expected one of"},
                                    {"@every 0s", "expected one of"},
                                    {"@every -5m", "expected one of"},
                                    {"@every 1e3s", "expected one of"},
                                    {"@reboot", "expected one of"},
                                    {"TZ=UTC 0 0 * * *", "it has a time zone"},
                                    {"CRON_TZ=Europe/Paris @daily", "it has a time zone"},
                                    {"0 0 * NOV-FEB *", "its month is `NOV-FEB`"},
                                    {"0 0 * * sunday", "its day of the week is `sunday`"},
                                    {"0 0 0 * * *", "expected five fields"},
                                    {"0 0 L * *", "its day of the month is `L`"},
                                    {"0 0 * * 1#2", "its day of the week is `1#2`"},
                                    {"60 * * * *", "its minute is `60`, expected 0 to 59"},
                                    {"* 24 * * *", "its hour is `24`"},
                                    {"* * 0 * *", "its day of the month is `0`, expected 1 to 31"},
                                    {"* * * FOO *", "its month is `FOO`, expected 1 to 12, JAN to DEC"},
                                    {"* * * * 7", "its day of the week is `7`, expected 0 to 6, SUN to SAT"},
                                    {"*/0 * * * *", "its minute is `*/0`"},
                                    {"*/-1 * * * *", "its minute is `*/-1`"},
                                    {"5-1 * * * *", "its minute is `5-1`"},
                                    {"1,,2 * * * *", "its minute is `1,,2`"},
                                    {"1-2-3 * * * *", "its minute is `1-2-3`"},
                                    {"1/2/3 * * * *", "its minute is"},
                                    {"* * * ANF *", "its month is `ANF`"},
                                    {"0 0 30 FEB *", "no month of it has such a day"}}) {
    EXPECT_THAT(next(schedule, "2026-11-22T09:07:30Z"), HasSubstr(expected)) << schedule;
  }
}

}  // namespace
}  // namespace kube

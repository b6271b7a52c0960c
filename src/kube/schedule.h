// When a cron job runs, as Kubernetes reads it
// (https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax): five fields,
//
//   minute 0-59, hour 0-23, day of the month 1-31, month 1-12 or JAN-DEC, day of the week 0-6 or SUN-SAT
//   each: *  5  1-5  */15  10-40/5  MON-FRI  1,3,5-7, and ? for *
//
// or one of `@yearly` (`@annually`), `@monthly`, `@weekly`, `@daily` (`@midnight`), `@hourly`, or `@every`
// with a duration (`1h30m`), which counts from the run before.
//
// Where both days are given, either will do (crontab(5)); a `*` with a step counts as given. Refused, as by
// Kubernetes: day 7 of the week, and a time zone in the schedule.
#pragma once

#include <array>
#include <bitset>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace kube {

class Schedule {
 public:
  // invalid: which field is wrong, and what was expected; also a day that never comes, as 30 February.
  static base::Result<Schedule> parse(std::string_view text);

  // The first minute after `time` at which it is due, in UTC; nullopt: it counts from the run before.
  std::optional<base::Time> next_after(base::Time time) const;

 private:
  enum Field { minute, hour, day, month, weekday };

  static base::Result<Schedule> parse_fields(std::string_view text);
  bool is_day(std::chrono::sys_days date) const;

  std::array<std::bitset<60>, 5> due_;
  bool any_day_ = false;
  bool any_weekday_ = false;
  bool counts_from_last_run_ = false;
};

}  // namespace kube

// When a cron job runs: five fields, as cron and Kubernetes read them.
//
//   minute 0-59, hour 0-23, day of the month 1-31, month 1-12 or JAN-DEC, day of the week 0-6 or SUN-SAT
//   each: *  5  1-5  */15  10-40/5  MON-FRI  1,3,5-7
//
// Where both days are given, either will do (crontab(5)); a `*` with a step counts as given. Day 7 of the
// week and `@daily` are refused: the one by Kubernetes too, the other has a plainer form.
#pragma once

#include <array>
#include <bitset>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace platform {

class Schedule {
 public:
  // invalid: which field is wrong, and what was expected; also a day that never comes, as 30 February.
  static base::Result<Schedule> parse(std::string_view text);

  // The first minute after `time` at which it is due, in UTC.
  base::Time next_after(base::Time time) const;

 private:
  enum Field { minute, hour, day, month, weekday };

  std::optional<base::Time> find_after(base::Time time) const;
  bool is_day(std::chrono::sys_days date) const;

  std::array<std::bitset<60>, 5> due_;
  bool any_day_ = false;
  bool any_weekday_ = false;
};

}  // namespace platform

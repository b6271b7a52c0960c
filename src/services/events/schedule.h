// When a rule with a schedule fires: rate(5 minutes), cron(0 12 ? * MON-FRI *). Pure; times are UTC, to the minute.
//
// Source: Amazon EventBridge User Guide, "Creating a rule that runs on a schedule": "Cron expressions reference", "Rate
// expressions reference".
#pragma once

#include <bitset>
#include <chrono>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "base/clock.h"
#include "base/result.h"

namespace account::events {

class Schedule {
 public:
  // Error: invalid.
  static base::Result<Schedule> parse(std::string_view text);

  // The first time after `after`; of a rate, which begins there, one period later. nullopt: there is none any more.
  std::optional<base::Time> next(base::Time after) const;

 private:
  // What days of a month, or of a week, are wanted.
  struct Days {
    bool is_any = false;       // `?`: the other field says
    std::bitset<32> set = {};  // of the month: 1 to 31; of the week: 1 (Sunday) to 7
    bool is_last = false;      // L: the last of the month; 5L: the last Thursday
    int nearest = 0;           // 15W: the weekday nearest to the 15th; LW: to the last, as 31
    int nth = 0;               // 3#2: the second Tuesday
  };
  struct Cron {
    std::bitset<60> minutes;
    std::bitset<24> hours;
    std::bitset<13> months;
    Days of_month, of_week;
    std::bitset<2200> years;
  };
  friend class CronReader;
  static bool is_wanted(const Cron& cron, std::chrono::year_month_day day);

  std::variant<base::Milliseconds, Cron> form_;
};

}  // namespace account::events

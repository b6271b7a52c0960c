#include "services/events/schedule.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"

namespace account::events {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr int64_t kMinutesOfDay = 1440;
constexpr int kFirstYear = 1970, kLastYear = 2199;
constexpr std::string_view kMonths[] = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                        "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
constexpr std::string_view kWeekdays[] = {"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"};

tl::unexpected<base::Error> refuse(std::string_view what) {
  return base::fail(base::ErrorKind::invalid, "`{}` is no schedule", what);
}

std::optional<int> number_of(std::string_view text, std::span<const std::string_view> names, int lowest,
                             int highest) {
  for (size_t i = 0; i < names.size(); ++i)
    if (base::equal_ignoring_case(text, names[i])) return static_cast<int>(i) + 1;
  auto number = base::parse_int(text);
  bool fits = number && *number >= lowest && *number <= highest && text.front() != '-' && text.front() != '+';
  return fits ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

base::Result<base::Milliseconds> read_rate(std::string_view inner) {
  auto parts = base::split(inner, ' ');
  auto value = parts.size() == 2 ? base::parse_int(parts[0]) : std::nullopt;
  if (!value || *value < 1 || *value > 1'000'000) return refuse(inner);
  std::string unit(parts[1]);
  if ((*value == 1) == unit.ends_with('s')) return refuse(inner);
  if (unit.ends_with('s')) unit.pop_back();
  if (unit == "minute") return base::Milliseconds(std::chrono::minutes(*value));
  if (unit == "hour") return base::Milliseconds(std::chrono::hours(*value));
  if (unit == "day") return base::Milliseconds(days(*value));
  return refuse(inner);
}

int last_day(year_month_day day) {
  return static_cast<int>(static_cast<unsigned>((day.year() / day.month() / std::chrono::last).day()));
}
int weekday_of(sys_days day) {  // 1: Sunday
  return static_cast<int>(std::chrono::weekday(day).c_encoding()) + 1;
}

// The weekday nearest to a day of its month, within it.
int nearest_weekday(year_month_day day, int wanted) {
  int last = last_day(day);
  wanted = std::min(wanted, last);
  sys_days date = day.year() / day.month() / std::chrono::day(static_cast<unsigned>(wanted));
  int weekday = weekday_of(date);
  if (weekday == 7) return wanted > 1 ? wanted - 1 : wanted + 2;
  if (weekday == 1) return wanted < last ? wanted + 1 : wanted - 2;
  return wanted;
}

}  // namespace

class CronReader {
 public:
  static base::Result<Schedule::Cron> read(std::string_view inner) {
    std::vector<std::string_view> fields;
    for (std::string_view field : base::split(inner, ' '))
      if (!field.empty()) fields.push_back(field);
    if (fields.size() != 6) return refuse(inner);
    Schedule::Cron cron;
    bool fits = read_set(fields[0], 0, 59, {}, cron.minutes) && read_set(fields[1], 0, 23, {}, cron.hours) &&
                read_days(fields[2], false, cron.of_month) &&
                read_set(fields[3], 1, 12, kMonths, cron.months) &&
                read_days(fields[4], true, cron.of_week) &&
                read_set(fields[5], kFirstYear, kLastYear, {}, cron.years);
    // One of the two says the days, and the other nothing.
    if (!fits || cron.of_month.is_any == cron.of_week.is_any) return refuse(inner);
    return cron;
  }

 private:
  using Names = std::span<const std::string_view>;

  // Lists of values, ranges and steps: 1,5-7,*/10. What is above `highest` begins at 0 again: FRI-MON.
  template <size_t kSize>
  static bool read_set(std::string_view text, int lowest, int highest, Names names, std::bitset<kSize>& set) {
    for (std::string_view part : base::split(text, ',')) {
      auto stepped = base::split(part, '/');
      if (stepped.size() > 2 || stepped[0].empty()) return false;
      auto step = stepped.size() == 2 ? number_of(stepped[1].empty() ? "x" : stepped[1], {}, 1, highest)
                                      : std::optional(1);
      if (!step) return false;
      auto ends = base::split(stepped[0], '-');
      if (ends.size() > 2 || ends[0].empty() || (ends.size() == 2 && ends[1].empty())) return false;
      auto from = stepped[0] == "*" ? std::optional(lowest) : number_of(ends[0], names, lowest, highest);
      auto to = from;
      if (stepped[0] == "*" || (stepped.size() == 2 && ends.size() == 1)) to = highest;
      if (ends.size() == 2) to = number_of(ends[1], names, lowest, highest);
      if (!from || !to) return false;
      int size = highest - lowest + 1;
      int count = (*to - *from + size) % size + 1;
      for (int i = 0; i < count; i += *step) {
        int value = lowest + (*from - lowest + i) % size;
        set.set(static_cast<size_t>(value));
      }
    }
    return true;
  }

  static bool read_days(std::string_view text, bool is_of_week, Schedule::Days& days) {
    days.is_any = text == "?";
    if (days.is_any) return true;
    if (!is_of_week && text.ends_with('W')) {
      std::string_view day = text.substr(0, text.size() - 1);
      auto number = day == "L" ? std::optional(31) : number_of(day.empty() ? "x" : day, {}, 1, 31);
      days.nearest = number.value_or(0);
      return number.has_value();
    }
    if (text == "L") {
      days.is_last = !is_of_week;
      if (is_of_week) days.set.set(7);
      return true;
    }
    if (!is_of_week) return read_set(text, 1, 31, {}, days.set);
    auto numbered = base::split(text, '#');
    bool is_last = text.ends_with('L') && text.size() > 1;
    if (numbered.size() == 1 && !is_last) return read_set(text, 1, 7, kWeekdays, days.set);
    std::string_view day = is_last ? text.substr(0, text.size() - 1) : numbered[0];
    auto weekday = number_of(day.empty() ? "x" : day, kWeekdays, 1, 7);
    auto nth = is_last || numbered[1].empty() ? std::optional(1) : number_of(numbered[1], {}, 1, 5);
    if (!weekday || !nth || numbered.size() > 2 || (!is_last && numbered[1].empty())) return false;
    days.set.set(static_cast<size_t>(*weekday));
    days.is_last = is_last;
    days.nth = is_last ? 0 : *nth;
    return true;
  }
};

base::Result<Schedule> Schedule::parse(std::string_view text) {
  bool is_rate = text.starts_with("rate("), is_cron = text.starts_with("cron(");
  if ((!is_rate && !is_cron) || !text.ends_with(')')) return refuse(text);
  std::string_view inner = text.substr(5, text.size() - 6);
  Schedule schedule;
  if (is_rate) {
    schedule.form_ = TRY(read_rate(inner));
  } else {
    schedule.form_ = TRY(CronReader::read(inner));
  }
  return schedule;
}

bool Schedule::is_wanted(const Cron& cron, year_month_day date) {
  int year = static_cast<int>(date.year());
  if (!cron.years.test(static_cast<size_t>(year))) return false;
  if (!cron.months.test(static_cast<unsigned>(date.month()))) return false;
  int day = static_cast<int>(static_cast<unsigned>(date.day())), last = last_day(date);
  const Days& of_month = cron.of_month;
  if (!of_month.is_any) {
    if (of_month.is_last) return day == last;
    if (of_month.nearest > 0) return day == nearest_weekday(date, of_month.nearest);
    return of_month.set.test(static_cast<size_t>(day));
  }
  const Days& of_week = cron.of_week;
  if (!of_week.set.test(static_cast<size_t>(weekday_of(date)))) return false;
  if (of_week.is_last) return day + 7 > last;
  return of_week.nth == 0 || (day - 1) / 7 + 1 == of_week.nth;
}

std::optional<base::Time> Schedule::next(base::Time after) const {
  if (auto* period = std::get_if<base::Milliseconds>(&form_)) return after + *period;
  const Cron& cron = std::get<Cron>(form_);
  base::Time from = std::chrono::floor<std::chrono::minutes>(after) + std::chrono::minutes(1);
  sys_days day = std::chrono::floor<days>(from);
  auto minute_of_day = std::chrono::floor<std::chrono::minutes>(from - day).count();
  sys_days end = std::chrono::year(kLastYear) / std::chrono::December / 31;
  for (; day <= end; day += days(1), minute_of_day = 0) {
    if (!is_wanted(cron, year_month_day(day))) continue;
    for (auto minute = minute_of_day; minute < kMinutesOfDay; ++minute)
      if (cron.hours.test(static_cast<size_t>(minute / 60)) &&
          cron.minutes.test(static_cast<size_t>(minute % 60)))
        return base::Time(day) + std::chrono::minutes(minute);
  }
  return std::nullopt;
}

}  // namespace account::events

#include "platform/desired/schedule.h"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace platform {
namespace {

using base::ErrorKind;
using base::fail;
using namespace std::chrono;

struct FieldRule {
  std::string_view name;
  int first = 0;
  int last = 0;
  std::string_view names = {};  // of three letters each
};
constexpr FieldRule kRules[] = {{"minute", 0, 59},
                                {"hour", 0, 23},
                                {"day of the month", 1, 31},
                                {"month", 1, 12, "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"},
                                {"day of the week", 0, 6, "SUNMONTUEWEDTHUFRISAT"}};

constexpr int kYears = 8;  // the longest that a 29 February lets wait

std::optional<int> value_of(std::string_view text, const FieldRule& rule) {
  if (text.size() == 3) {
    size_t at = rule.names.find(base::upper(text));
    if (at != std::string_view::npos && at % 3 == 0) return rule.first + static_cast<int>(at / 3);
  }
  bool is_number =
      !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); });
  auto number = is_number ? base::parse_int(text) : std::nullopt;
  if (!number || *number < rule.first || *number > rule.last) return std::nullopt;
  return static_cast<int>(*number);
}

struct Range {
  int first = 0;
  int last = 0;
  int step = 1;
};

// `*`, `5`, `1-5`, each also with `/STEP`; `5/STEP` goes on to the field's end.
std::optional<Range> range_of(std::string_view text, const FieldRule& rule) {
  auto by_step = base::split(text, '/');
  if (by_step.size() > 2) return std::nullopt;
  Range range{rule.first, rule.last};
  if (by_step[0] != "*") {
    auto ends = base::split(by_step[0], '-');
    auto first = value_of(ends[0], rule);
    auto last = value_of(ends.back(), rule);
    if (ends.size() > 2 || !first || !last || *first > *last) return std::nullopt;
    range = {*first, ends.size() == 1 && by_step.size() == 2 ? rule.last : *last};
  }
  if (by_step.size() == 1) return range;
  auto step = value_of(by_step[1], {"", 1, rule.last});
  if (!step) return std::nullopt;
  range.step = *step;
  return range;
}

std::string expectation(const FieldRule& rule) {
  std::string names;
  if (!rule.names.empty())
    names = fmt::format(", {} to {}", rule.names.substr(0, 3), rule.names.substr(rule.names.size() - 3));
  return fmt::format("{} to {}{}, `*`, a range, or a list of them", rule.first, rule.last, names);
}

base::Result<std::bitset<60>> due_of(std::string_view text, const FieldRule& rule) {
  std::bitset<60> due;
  for (std::string_view part : base::split(text, ',')) {
    auto range = range_of(part, rule);
    if (!range)
      return fail(ErrorKind::invalid, "its {} is `{}`, expected {}", rule.name, text.substr(0, 40),
                  expectation(rule));
    for (int i = range->first; i <= range->last; i += range->step) due.set(static_cast<size_t>(i));
  }
  return due;
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (size_t at = text.find_first_not_of(" \t"); at != std::string_view::npos;) {
    size_t end = std::min(text.find_first_of(" \t", at), text.size());
    words.push_back(text.substr(at, end - at));
    at = text.find_first_not_of(" \t", end);
  }
  return words;
}

// Kubernetes' reading: a star somewhere in the list, without a step, makes the whole field none.
bool is_any(std::string_view field) {
  auto parts = base::split(field, ',');
  return std::any_of(parts.begin(), parts.end(), [](auto part) { return part == "*" || part == "*/1"; });
}

}  // namespace

base::Result<Schedule> Schedule::parse(std::string_view text) {
  auto words = words_of(text);
  if (words.size() != std::size(kRules)) {
    return fail(ErrorKind::invalid,
                "expected five fields: minute, hour, day of the month, month, day of the week");
  }
  Schedule schedule;
  for (size_t i = 0; i < words.size(); ++i) schedule.due_[i] = TRY(due_of(words[i], kRules[i]));
  schedule.any_day_ = is_any(words[day]);
  schedule.any_weekday_ = is_any(words[weekday]);
  if (schedule.find_after(base::Time())) return schedule;
  return fail(ErrorKind::invalid, "no month of it has such a day");
}

base::Time Schedule::next_after(base::Time time) const {
  return find_after(time).value_or(base::Time::max());
}

bool Schedule::is_day(sys_days date) const {
  year_month_day on(date);
  if (!due_[month].test(static_cast<unsigned>(on.month()))) return false;
  bool day_fits = due_[day].test(static_cast<unsigned>(on.day()));
  bool weekday_fits = due_[weekday].test(std::chrono::weekday(date).c_encoding());
  return any_day_ || any_weekday_ ? day_fits && weekday_fits : day_fits || weekday_fits;
}

std::optional<base::Time> Schedule::find_after(base::Time time) const {
  auto first = floor<minutes>(time) + minutes(1);
  for (sys_days date = floor<days>(first); date < first + years(kYears); date += days(1)) {
    if (!is_day(date)) continue;
    for (int h = 0; h < 24; ++h) {
      if (!due_[hour].test(static_cast<size_t>(h))) continue;
      for (int m = 0; m < 60; ++m) {
        auto at = date + hours(h) + minutes(m);
        if (at >= first && due_[minute].test(static_cast<size_t>(m))) return at;
      }
    }
  }
  return std::nullopt;
}

}  // namespace platform

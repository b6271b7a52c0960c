#include "kube/schedule.h"

#include <fmt/core.h>

#include <algorithm>
#include <climits>
#include <vector>

#include "base/text.h"
#include "kube/decimal.h"

namespace kube {
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

struct Short {
  std::string_view name, fields;
};
constexpr Short kShort[] = {{"@yearly", "0 0 1 1 *"}, {"@annually", "0 0 1 1 *"}, {"@monthly", "0 0 1 * *"},
                            {"@weekly", "0 0 * * 0"}, {"@daily", "0 0 * * *"},    {"@midnight", "0 0 * * *"},
                            {"@hourly", "0 * * * *"}};
constexpr std::string_view kEvery = "@every ";

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
  if (by_step[0] != "*" && by_step[0] != "?") {
    auto ends = base::split(by_step[0], '-');
    auto first = value_of(ends[0], rule);
    auto last = value_of(ends.back(), rule);
    if (ends.size() > 2 || !first || !last || *first > *last) return std::nullopt;
    range = {*first, ends.size() == 1 && by_step.size() == 2 ? rule.last : *last};
  }
  if (by_step.size() == 1) return range;
  auto step = value_of(by_step[1], {"", 1, INT_MAX});  // one beyond the field leaves its first value
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
    for (int64_t i = range->first; i <= range->last; i += range->step) due.set(static_cast<size_t>(i));
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
  return std::any_of(parts.begin(), parts.end(),
                     [](auto part) { return part == "*" || part == "?" || part == "*/1" || part == "?/1"; });
}

// Go's durations, as far as they are positive: `1h30m`, `1.5h` (https://pkg.go.dev/time#ParseDuration).
bool is_duration(std::string_view text) {
  if (text.find_first_not_of("0123456789.hmsun") != std::string_view::npos) return false;
  constexpr std::string_view kUnits[] = {"h", "ms", "m", "s", "us", "ns"};
  bool is_positive = false;
  do {
    auto number = take_decimal(text);
    auto unit =
        std::find_if(std::begin(kUnits), std::end(kUnits), [&](auto u) { return text.starts_with(u); });
    if (!number || unit == std::end(kUnits)) return false;
    text.remove_prefix(unit->size());
    is_positive = is_positive || number->digits > 0;
  } while (!text.empty());
  return is_positive;
}

}  // namespace

base::Result<Schedule> Schedule::parse(std::string_view text) {
  text = base::trim(text);
  if (text.starts_with("TZ=") || text.starts_with("CRON_TZ=")) {
    return tl::unexpected(base::Error{ErrorKind::invalid,
                                      "it has a time zone, which Kubernetes takes apart from it",
                                      "give the zone as `timezone`, such as `timezone: Europe/Paris`"});
  }
  if (!text.starts_with('@')) return parse_fields(text);
  if (text.starts_with(kEvery) && is_duration(base::trim(text.substr(kEvery.size())))) {
    Schedule schedule;
    schedule.counts_from_last_run_ = true;
    return schedule;
  }
  auto known =
      std::find_if(std::begin(kShort), std::end(kShort), [&](const Short& s) { return s.name == text; });
  if (known != std::end(kShort)) return parse_fields(known->fields);
  return fail(
      ErrorKind::invalid,
      "expected one of `@yearly`, `@monthly`, `@weekly`, `@daily`, `@hourly` and `@every` with a duration "
      "such as `1h30m`");
}

base::Result<Schedule> Schedule::parse_fields(std::string_view text) {
  auto words = words_of(text);
  if (words.size() != std::size(kRules)) {
    return fail(ErrorKind::invalid,
                "expected five fields: minute, hour, day of the month, month, day of the week");
  }
  Schedule schedule;
  for (size_t i = 0; i < words.size(); ++i) schedule.due_[i] = TRY(due_of(words[i], kRules[i]));
  schedule.any_day_ = is_any(words[day]);
  schedule.any_weekday_ = is_any(words[weekday]);
  if (schedule.next_after(base::Time())) return schedule;
  return fail(ErrorKind::invalid, "no month of it has such a day");
}

bool Schedule::is_day(sys_days date) const {
  year_month_day on(date);
  if (!due_[month].test(static_cast<unsigned>(on.month()))) return false;
  bool day_fits = due_[day].test(static_cast<unsigned>(on.day()));
  bool weekday_fits = due_[weekday].test(std::chrono::weekday(date).c_encoding());
  return any_day_ || any_weekday_ ? day_fits && weekday_fits : day_fits || weekday_fits;
}

std::optional<base::Time> Schedule::next_after(base::Time time) const {
  if (counts_from_last_run_) return std::nullopt;
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

}  // namespace kube

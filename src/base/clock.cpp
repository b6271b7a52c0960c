#include "base/clock.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <ctime>
#include <mutex>

namespace base {
namespace {

constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::tm broken_down(Time time) {
  std::time_t seconds = to_seconds(time);
  std::tm tm{};
  gmtime_r(&seconds, &tm);
  return tm;
}

// Reads a text from left to right; every step says whether it fitted.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool number(size_t digits, int& out) {
    if (text_.size() < digits) return false;
    out = 0;
    for (size_t i = 0; i < digits; ++i) {
      if (text_[i] < '0' || text_[i] > '9') return false;
      out = out * 10 + (text_[i] - '0');
    }
    text_.remove_prefix(digits);
    return true;
  }
  bool literal(std::string_view expected) {
    if (!text_.starts_with(expected)) return false;
    text_.remove_prefix(expected.size());
    return true;
  }
  // Up to milliseconds are kept.
  bool fraction(int& ms) {
    ms = 0;
    int scale = 100;
    size_t digits = 0;
    while (!text_.empty() && text_[0] >= '0' && text_[0] <= '9') {
      ms += (text_[0] - '0') * scale;
      scale /= 10;
      text_.remove_prefix(1);
      ++digits;
    }
    return digits > 0;
  }
  template <size_t N>
  bool one_of(const std::array<std::string_view, N>& names, int& index) {
    for (size_t i = 0; i < N; ++i) {
      if (literal(names[i])) {
        index = static_cast<int>(i);
        return true;
      }
    }
    return false;
  }
  bool at_end() const { return text_.empty(); }

 private:
  std::string_view text_;
};

std::optional<Time> compose(int year, int month, int day, int hour, int minute, int second, int ms) {
  using namespace std::chrono;
  year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                      std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  auto whole = sys_days(date) + hours(hour) + minutes(minute) + seconds(second) + milliseconds(ms);
  return time_point_cast<Milliseconds>(whole);
}

}  // namespace

Time SystemClock::now() const {
  return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
}

Milliseconds SystemClock::elapsed() const {
  return std::chrono::floor<Milliseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

bool SystemClock::wait_until(Time time, const std::stop_token& stop) const {
  constexpr Milliseconds kLongest =
      std::chrono::hours(24 * 365);  // more would not fit steady_clock's counter
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  stopped.wait_for(lock, stop, std::min(time - now(), kLongest), [] { return false; });
  return !stop.stop_requested();
}

std::string iso8601(Time time) {
  std::tm t = broken_down(time);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", t.tm_year + 1900, t.tm_mon + 1, t.tm_mday,
                     t.tm_hour, t.tm_min, t.tm_sec);
}

std::string iso8601_ms(Time time) {
  std::string text = iso8601(time);
  text.pop_back();
  return fmt::format("{}.{:03}Z", text, to_ms(time) - to_seconds(time) * 1000);
}

std::string iso8601_basic(Time time) {
  std::tm t = broken_down(time);
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", t.tm_year + 1900, t.tm_mon + 1, t.tm_mday, t.tm_hour,
                     t.tm_min, t.tm_sec);
}

std::string http_date(Time time) {
  std::tm t = broken_down(time);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[static_cast<size_t>(t.tm_wday)],
                     t.tm_mday, kMonths[static_cast<size_t>(t.tm_mon)], t.tm_year + 1900, t.tm_hour, t.tm_min,
                     t.tm_sec);
}

std::optional<Time> parse_iso8601(std::string_view text) {
  Reader in(text);
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, ms = 0;
  if (!in.number(4, year)) return std::nullopt;
  bool extended = in.literal("-");
  if (!in.number(2, month) || (extended && !in.literal("-")) || !in.number(2, day)) return std::nullopt;
  if (in.at_end()) return compose(year, month, day, 0, 0, 0, 0);
  if (!in.literal("T") || !in.number(2, hour) || (extended && !in.literal(":")) || !in.number(2, minute)) {
    return std::nullopt;
  }
  bool has_seconds = extended ? in.literal(":") : !in.literal("Z");
  if (has_seconds && !in.number(2, second)) return std::nullopt;
  if (has_seconds && in.literal(".") && !in.fraction(ms)) return std::nullopt;
  auto time = compose(year, month, day, hour, minute, second, ms);
  if (!has_seconds && !extended) return in.at_end() ? time : std::nullopt;
  if (!time || in.literal("Z")) return in.at_end() ? time : std::nullopt;
  bool east = in.literal("+");
  int zone_hours = 0, zone_minutes = 0;
  if ((!east && !in.literal("-")) || !in.number(2, zone_hours)) return std::nullopt;
  in.literal(":");
  if (!in.number(2, zone_minutes) || !in.at_end()) return std::nullopt;
  auto zone = std::chrono::minutes(zone_hours * 60 + zone_minutes);
  return east ? *time - zone : *time + zone;
}

std::optional<Time> parse_http_date(std::string_view text) {
  Reader in(text);
  int weekday = 0, day = 0, month = 0, year = 0, hour = 0, minute = 0, second = 0;
  bool fits = in.one_of(kDays, weekday) && in.literal(", ") && in.number(2, day) && in.literal(" ") &&
              in.one_of(kMonths, month) && in.literal(" ") && in.number(4, year) && in.literal(" ") &&
              in.number(2, hour) && in.literal(":") && in.number(2, minute) && in.literal(":") &&
              in.number(2, second) && in.literal(" GMT") && in.at_end();
  if (!fits) return std::nullopt;
  return compose(year, month + 1, day, hour, minute, second, 0);
}

}  // namespace base

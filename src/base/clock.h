// Time is passed in, so that tests can step it and a rehearsal need not wait (base/manual_clock.h).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace base {

using Milliseconds = std::chrono::milliseconds;
// Wall-clock time in UTC.
using Time = std::chrono::time_point<std::chrono::system_clock, Milliseconds>;

// Safe from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;

  // Time since some moment, which no setting of the clock moves: what deadlines count by.
  virtual Milliseconds elapsed() const { return now().time_since_epoch(); }

  // Waits until it is `time`. false: it was told to stop before.
  virtual bool wait_until(Time time, const std::stop_token& stop) const = 0;
  bool wait_for(Milliseconds time, const std::stop_token& stop) const {
    return wait_until(now() + time, stop);
  }
};

// The machine's. It waits as long as the time is away when it is asked, whatever sets the clock meanwhile.
class SystemClock final : public Clock {
 public:
  Time now() const override;
  Milliseconds elapsed() const override;
  bool wait_until(Time time, const std::stop_token& stop) const override;
};

// For what only the machine's own time can mean: sockets, processes, files.
inline const SystemClock kSystemClock{};

inline int64_t to_seconds(Time time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}
inline int64_t to_ms(Time time) {
  return time.time_since_epoch().count();
}
inline Time from_seconds(int64_t seconds) {
  return Time(std::chrono::seconds(seconds));
}
inline Time from_ms(int64_t ms) {
  return Time(Milliseconds(ms));
}

std::string iso8601(Time time);        // 2026-11-21T08:30:00Z
std::string iso8601_ms(Time time);     // 2026-11-21T08:30:00.123Z
std::string iso8601_basic(Time time);  // 20261121T083000Z, as SigV4 writes it
std::string http_date(Time time);      // Sat, 21 Nov 2026 08:30:00 GMT (RFC 9110 section 5.6.7)

// ISO 8601 as AWS clients write it: 2026-11-21, 2026-11-21T08:30Z, 2026-11-21T08:30:00[.fff](Z|+hh:mm), basic form too.
std::optional<Time> parse_iso8601(std::string_view text);
std::optional<Time> parse_http_date(std::string_view text);

}  // namespace base

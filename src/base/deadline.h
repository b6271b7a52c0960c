// Every blocking call takes a Deadline: a moment after which to give up, and a stop token to give up at once.
#pragma once

#include <algorithm>
#include <chrono>
#include <stop_token>

#include "base/clock.h"

namespace base {

class Deadline {
 public:
  // By the clock's time, which outlives the deadline.
  static Deadline in(const Clock& clock, Milliseconds ms, std::stop_token stop = {}) {
    return Deadline(clock, ms >= Milliseconds::max() - clock.elapsed() ? kNever : clock.elapsed() + ms,
                    std::move(stop));
  }
  // By the machine's.
  static Deadline in(Milliseconds ms, std::stop_token stop = {}) {
    return in(kSystemClock, ms, std::move(stop));
  }
  static Deadline never(std::stop_token stop = {}) { return Deadline(kSystemClock, kNever, std::move(stop)); }

  bool stopped() const { return stop_.stop_requested(); }
  bool passed() const { return stopped() || clock_->elapsed() >= at_; }
  bool is_never() const { return at_ == kNever; }
  const std::stop_token& stop() const { return stop_; }

  // Time left, at least 0; at most an hour, so that it fits poll(2).
  Milliseconds left() const {
    constexpr Milliseconds kHour = std::chrono::hours(1);
    return is_never() ? kHour : std::clamp(at_ - clock_->elapsed(), Milliseconds(0), kHour);
  }

  // Waits so long before something is looked at again; less if the deadline passes or the stop comes before.
  void pause(Milliseconds ms) const { clock_->wait_for(std::min(ms, left()), stop_); }

  // The same clock and stop token, and whichever moment is earlier.
  Deadline at_most(Milliseconds ms) const {
    return Deadline(*clock_, std::min(at_, in(*clock_, ms).at_), stop_);
  }

 private:
  static constexpr Milliseconds kNever = Milliseconds::max();

  Deadline(const Clock& clock, Milliseconds at, std::stop_token stop)
      : clock_(&clock), at_(at), stop_(std::move(stop)) {}

  const Clock* clock_;
  Milliseconds at_;  // of what the clock has elapsed
  std::stop_token stop_;
};

}  // namespace base

// Every blocking call takes a Deadline: a moment after which to give up, and a stop token to give up at once.
#pragma once

#include <algorithm>
#include <chrono>
#include <stop_token>

namespace base {

class Deadline {
 public:
  using Steady = std::chrono::steady_clock;

  static Deadline in(std::chrono::milliseconds ms, std::stop_token stop = {}) {
    return Deadline(Steady::now() + ms, std::move(stop));
  }
  static Deadline never(std::stop_token stop = {}) {
    return Deadline(Steady::time_point::max(), std::move(stop));
  }

  bool stopped() const { return stop_.stop_requested(); }
  bool passed() const { return stopped() || Steady::now() >= at_; }
  bool is_never() const { return at_ == Steady::time_point::max(); }
  const std::stop_token& stop() const { return stop_; }

  // Time left, at least 0; at most an hour, so that it fits poll(2).
  std::chrono::milliseconds left() const {
    using namespace std::chrono;
    if (is_never()) return hours(1);
    auto rest = ceil<milliseconds>(at_ - Steady::now());
    return std::clamp<milliseconds>(rest, milliseconds(0), hours(1));
  }

  // The same stop token, and whichever moment is earlier.
  Deadline at_most(std::chrono::milliseconds ms) const {
    return Deadline(std::min(at_, Steady::now() + ms), stop_);
  }

 private:
  Deadline(Steady::time_point at, std::stop_token stop) : at_(at), stop_(std::move(stop)) {}

  Steady::time_point at_;
  std::stop_token stop_;
};

}  // namespace base

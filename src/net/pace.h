// How long a transfer may still take: it keeps up a least rate, and ends in time. Internal to net.
#pragma once

#include <algorithm>
#include <chrono>

#include "base/deadline.h"
#include "net/http.h"

namespace net {

class Pace {
 public:
  using Steady = std::chrono::steady_clock;

  // `patience`: for each single wait. `limits` outlive it.
  Pace(const BodyLimits& limits, std::chrono::milliseconds patience, Steady::time_point begun = Steady::now())
      : limits_(&limits), patience_(patience), begun_(begun) {}

  void use(const BodyLimits& limits) { limits_ = &limits; }
  void moved(uint64_t bytes) { moved_ += bytes; }
  uint64_t moved() const { return moved_; }
  Steady::time_point begun() const { return begun_; }

  // How long the next byte is waited for; nothing is left for one that is late.
  std::chrono::milliseconds left(Steady::time_point now = Steady::now()) const {
    using std::chrono::milliseconds;
    auto earned = milliseconds(moved_ * 1000 / std::max<uint64_t>(limits_->least_bytes_per_second, 1));
    auto allowed = std::min<milliseconds>(limits_->grace + earned, limits_->whole);
    auto used = std::chrono::duration_cast<milliseconds>(now - begun_);
    return std::clamp<milliseconds>(allowed - used, milliseconds(0), patience_);
  }
  base::Deadline deadline() const { return base::Deadline::in(left()); }

 private:
  const BodyLimits* limits_;
  std::chrono::milliseconds patience_;
  Steady::time_point begun_;
  uint64_t moved_ = 0;
};

}  // namespace net

// Clocks that do not run by themselves, for tests and rehearsals.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>

#include "base/clock.h"

namespace base {

// Stands still until it is moved; whoever waits for a moment goes on when it is moved there.
class ManualClock : public Clock {
 public:
  explicit ManualClock(Time start) : ms_(to_ms(start)) {}

  Time now() const override { return from_ms(ms_.load()); }
  bool wait_until(Time time, const std::stop_token& stop) const override;

  void advance(Milliseconds by);
  void set(Time to);

 protected:
  // Called under the lock when another thread has begun to wait; `waits` are the moments that are waited for.
  virtual void on_wait(const std::multiset<Time>&) const {}
  void jump(Time to) const;  // under the lock; never back

 private:
  mutable std::atomic<int64_t> ms_;
  mutable std::mutex mutex_;
  mutable std::condition_variable_any moved_;
  mutable std::multiset<Time> waits_;
};

// Nobody waits in earnest: when all of its threads wait, it jumps to the next moment that one of them waits for.
class VirtualClock final : public ManualClock {
 public:
  explicit VirtualClock(Time start, size_t threads = 1) : ManualClock(start), threads_(threads) {}

 private:
  void on_wait(const std::multiset<Time>& waits) const override;

  size_t threads_;
};

}  // namespace base

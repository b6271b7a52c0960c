#include "base/manual_clock.h"

namespace base {

bool ManualClock::wait_until(Time time, const std::stop_token& stop) const {
  std::unique_lock lock(mutex_);
  auto own = waits_.insert(time);
  on_wait(waits_);
  bool reached = moved_.wait(lock, stop, [&] { return now() >= time; });
  waits_.erase(own);
  return reached && !stop.stop_requested();
}

void ManualClock::advance(Milliseconds by) {
  std::lock_guard lock(mutex_);
  ms_ += by.count();
  moved_.notify_all();
}

void ManualClock::set(Time to) {
  std::lock_guard lock(mutex_);
  ms_ = to_ms(to);
  moved_.notify_all();
}

void ManualClock::jump(Time to) const {
  if (to <= now()) return;
  ms_ = to_ms(to);
  moved_.notify_all();
}

// A thread whose moment has come counts until it has woken, so that nobody is overtaken.
void VirtualClock::on_wait(const std::multiset<Time>& waits) const {
  if (waits.size() >= threads_) jump(*waits.begin());
}

}  // namespace base

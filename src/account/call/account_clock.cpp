#include "account/call/account_clock.h"

#include <utility>

#include "account/call/facilities.h"

namespace account {

bool AccountClock::wait_until(base::Time time, const std::stop_token& stop) const {
  while (!stop.stop_requested()) {
    std::stop_token moved;
    base::Time there;
    {
      std::lock_guard lock(mutex_);
      moved = moved_.get_token();
      there = time - ahead();
    }
    std::stop_source woken;
    std::stop_callback ends(stop, [&] { woken.request_stop(); });
    std::stop_callback looks_again(moved, [&] { woken.request_stop(); });
    if (machine_.wait_until(there, woken.get_token())) return true;
  }
  return false;
}

void AccountClock::set_ahead(base::Milliseconds ahead) {
  std::stop_source moved;
  {
    std::lock_guard lock(mutex_);
    ahead_ms_ = ahead.count();
    std::swap(moved, moved_);
  }
  moved.request_stop();
}

const base::Clock& machine_clock(Facilities& facilities) {
  const AccountClock* served = facilities.memory.part<ServedClock>().clock;
  return served ? served->machine() : facilities.clock;
}

}  // namespace account

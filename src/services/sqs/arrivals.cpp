#include "services/sqs/arrivals.h"

namespace account::sqs {

void Arrivals::tell(const std::string& queue_arn) {
  std::lock_guard lock(mutex_);
  auto [first, last] = waiting_.equal_range(queue_arn);
  for (auto waiting = first; waiting != last; ++waiting) waiting->second.request_stop();
}

Arrivals::Watch::Watch(Arrivals& arrivals, const std::string& queue_arn) : arrivals_(arrivals) {
  std::lock_guard lock(arrivals_.mutex_);
  place_ = arrivals_.waiting_.emplace(queue_arn, woken_);
}

Arrivals::Watch::~Watch() {
  std::lock_guard lock(arrivals_.mutex_);
  arrivals_.waiting_.erase(place_);
}

void Arrivals::Watch::wait(const base::Clock& clock, base::Time until, const std::stop_token& stop) {
  std::stop_callback end(stop, [this] { woken_.request_stop(); });
  clock.wait_until(until, woken_.get_token());
}

}  // namespace account::sqs

// Which lengths a period may have.
#pragma once

#include <cstdint>
#include <initializer_list>

namespace account::cloudwatch {

// In seconds: 1, 5, 10, 20, 30, or whole minutes (API Reference, MetricStat, Period).
constexpr bool is_period(int64_t seconds) {
  for (int64_t known : {1, 5, 10, 20, 30})
    if (seconds == known) return true;
  return seconds > 0 && seconds % 60 == 0;
}

}  // namespace account::cloudwatch

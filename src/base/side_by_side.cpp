#include "base/side_by_side.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace base {

void side_by_side(size_t count, const std::function<void(size_t)>& work) {
  std::atomic<size_t> next = 0;
  auto take_turns = [&] {
    for (size_t i = next++; i < count; i = next++) work(i);
  };
  size_t most = std::max(1U, std::thread::hardware_concurrency());
  std::vector<std::jthread> others;
  for (size_t i = 1; i < std::min(count, most); ++i) others.emplace_back(take_turns);
  take_turns();
}

}  // namespace base

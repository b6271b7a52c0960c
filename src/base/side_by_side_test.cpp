#include "base/side_by_side.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

namespace base {
namespace {

TEST(SideBySide, each_is_done_once) {
  for (size_t count : {0, 1, 2, 1000}) {
    std::vector<std::atomic<int>> done(count);
    side_by_side(count, [&](size_t i) { ++done.at(i); });
    for (const std::atomic<int>& times : done) EXPECT_EQ(times, 1);
  }
}

}  // namespace
}  // namespace base

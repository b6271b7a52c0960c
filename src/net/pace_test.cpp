#include "net/pace.h"

#include <gtest/gtest.h>

namespace net {
namespace {

using std::chrono::milliseconds;

TEST(Pace, AllowsGraceThenWhatTheRateEarnsThenNothing) {
  struct Row {
    uint64_t moved;
    int after_ms;
    int left_ms;
  };
  // 1,000 bytes a second after a grace of 5 s, all within 60 s; each wait at most 4 s.
  const BodyLimits limits{1 << 20, milliseconds(5'000), 1'000, milliseconds(60'000)};
  const Row rows[] = {
      {0, 0, 4'000},             // its patience for one wait
      {0, 3'000, 2'000},         // what is left of the grace
      {0, 5'000, 0},             // nothing came
      {1, 5'000, 1},             // a byte earns a millisecond
      {10'000, 12'000, 3'000},   // 10 s are earned
      {10'000, 15'000, 0},       //
      {100'000, 58'000, 2'000},  // fast enough, but
      {100'000, 60'000, 0},      // all of it takes too long
      {100'000, 70'000, 0},
  };
  for (const Row& row : rows) {
    auto begun = Pace::Steady::now();
    Pace pace(limits, milliseconds(4'000), begun);
    pace.moved(row.moved);
    EXPECT_EQ(pace.left(begun + milliseconds(row.after_ms)).count(), row.left_ms)
        << row.moved << " bytes after " << row.after_ms << " ms";
  }
}

TEST(Pace, WiderLimitsHoldFromTheBeginning) {
  const BodyLimits narrow{1 << 20, milliseconds(1'000), 1'000, milliseconds(2'000)};
  const BodyLimits wide{1 << 30, milliseconds(10'000), 1'000, milliseconds(100'000)};
  auto begun = Pace::Steady::now();
  Pace pace(narrow, milliseconds(60'000), begun);
  EXPECT_EQ(pace.left(begun + milliseconds(1'500)).count(), 0);
  pace.use(wide);
  EXPECT_EQ(pace.left(begun + milliseconds(1'500)).count(), 8'500);
}

}  // namespace
}  // namespace net

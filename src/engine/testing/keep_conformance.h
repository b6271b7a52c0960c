// What every Keep must do, whatever it keeps in. A driver's test instantiates the suite with a function that makes one:
//
//   INSTANTIATE_TEST_SUITE_P(Memory, KeepConformance, testing::Values(conforming(makes_two)));
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "base/manual_clock.h"
#include "engine/keep/keep.h"

namespace engine {

// Two ways to the same keep, as two processes have them.
struct TwoKeeps {
  std::shared_ptr<Keep> one, other;
};
using KeepMaker = std::function<TwoKeeps(const base::Clock&)>;
// The same; naming it links the tests, which stand in a library.
KeepMaker conforming(KeepMaker maker);

class KeepConformance : public testing::TestWithParam<KeepMaker> {
 protected:
  static constexpr base::Milliseconds kMinute{60'000};

  base::ManualClock clock_{base::from_seconds(1'800'000'000)};
  TwoKeeps keeps_ = GetParam()(clock_);
  Keep& one_ = *keeps_.one;
  Keep& other_ = *keeps_.other;
};

}  // namespace engine

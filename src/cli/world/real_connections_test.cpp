// Who makes calls side by side gets one runtime.
#include "cli/world/real_connections.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <latch>
#include <thread>

#include "base/manual_clock.h"
#include "base/seeded_random.h"

namespace cli {
namespace {

constexpr int kThreads = 16;
constexpr int kRounds = 50;

TEST(RealConnectionsTest, OfManyThreadsThatAskForARuntimeAllGetTheSame) {
  ASSERT_EQ(::setenv("SLIPWAY_RUNTIME", "process", 1), 0);
  platform::Home home(testing::TempDir() + "/real-connections");
  base::ManualClock clock{base::from_seconds(1'800'000'000)};
  base::SeededRandom random{7};
  blueprint::Cluster cluster;
  for (int round = 0; round < kRounds; ++round) {
    RealConnections connections(home, clock, random, base::Deadline::in(std::chrono::minutes(1)));
    std::vector<runtime::Runtime*> got(kThreads);
    {
      std::latch begin(kThreads);
      std::vector<std::jthread> threads;
      for (runtime::Runtime*& mine : got)
        threads.emplace_back([&] {
          begin.arrive_and_wait();
          if (auto found = connections.runtime("auto", cluster)) mine = *found;
        });
    }
    ASSERT_NE(got.front(), nullptr);
    for (runtime::Runtime* each : got) EXPECT_EQ(each, got.front());
    ASSERT_EQ(connections.notices().size(), 1U) << "it was made more than once";
  }
}

}  // namespace
}  // namespace cli

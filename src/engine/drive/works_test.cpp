// What goes on behind calls: how much of it at a time, and what becomes of it.
#include "engine/drive/works.h"

#include <gtest/gtest.h>

#include <atomic>

namespace engine {
namespace {

constexpr base::Milliseconds kLong{20'000};

TEST(WorksTest, SeveralGoOnSideBySide) {
  std::mutex mutex;
  std::condition_variable all_here;
  int here = 0;
  Works works(7);
  for (const char* name : {"a", "b", "c"})
    works.begin(name, [&](const std::stop_token&) -> base::Status {
      std::unique_lock lock(mutex);
      ++here;
      all_here.notify_all();
      bool met = all_here.wait_for(lock, kLong, [&] { return here == 3; });
      return met ? base::Status() : base::fail(base::ErrorKind::timeout, "alone");
    });
  for (const char* name : {"a", "b", "c"}) {
    auto ended = works.ended(name, kLong);
    ASSERT_TRUE(ended);
    EXPECT_TRUE(*ended);
  }
}

TEST(WorksTest, NoMoreThanAllowedAtATime) {
  std::atomic<int> here = 0, most = 0;
  Works works(2);
  for (int i = 0; i < 20; ++i)
    works.begin(fmt::format("{}", i), [&](const std::stop_token&) -> base::Status {
      int now = ++here;
      for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) continue;
      std::this_thread::yield();
      --here;
      return {};
    });
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(works.ended(fmt::format("{}", i), kLong));
  EXPECT_LE(most, 2);
}

TEST(WorksTest, AFailureIsToldUntilItIsBegunAgain) {
  Works works(1);
  auto fails = [](const std::stop_token&) -> base::Status {
    return base::fail(base::ErrorKind::unavailable, "no");
  };
  works.begin("a", fails);
  for (int look = 0; look < 2; ++look) {
    auto ended = works.ended("a", kLong);
    ASSERT_TRUE(ended && !*ended);
    EXPECT_EQ(ended->error().message, "no");
  }
  works.begin("a", [](const std::stop_token&) { return base::Status(); });
  EXPECT_TRUE(*works.ended("a", kLong));
  EXPECT_FALSE(works.ended("b", base::Milliseconds(0))) << "nobody began it";
}

TEST(WorksTest, WhatGoesOnIsStoppedAndWhatWaitsIsDropped) {
  std::atomic<int> begun = 0;
  {
    Works works(1);
    std::atomic<bool> is_on = false;
    for (const char* name : {"a", "b"})
      works.begin(name, [&](const std::stop_token& stop) -> base::Status {
        ++begun;
        is_on = true;
        while (!stop.stop_requested()) std::this_thread::yield();
        return {};
      });
    while (!is_on) std::this_thread::yield();
    works.begin("a", [&](const std::stop_token&) -> base::Status { return ++begun, base::Status(); });
    EXPECT_TRUE(works.is_under_way("a"));
  }
  EXPECT_EQ(begun, 1) << "neither the one that waited, nor the same twice";
}

TEST(WorksTest, WithoutThreadsItIsDoneAtOnce) {
  Works works(0);
  bool done = false;
  works.begin("a", [&](const std::stop_token&) -> base::Status { return done = true, base::Status(); });
  EXPECT_TRUE(done);
  EXPECT_TRUE(works.ended("a", base::Milliseconds(0)));
}

}  // namespace
}  // namespace engine

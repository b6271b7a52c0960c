#include "base/clock.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/deadline.h"
#include "base/manual_clock.h"

namespace base {
namespace {

constexpr int64_t kMorningMs = 1795249800123;  // 2026-11-21T08:30:00.123Z

TEST(Clock, WritesEachForm) {
  Time time = from_ms(kMorningMs);
  EXPECT_EQ(iso8601(time), "2026-11-21T08:30:00Z");
  EXPECT_EQ(iso8601_ms(time), "2026-11-21T08:30:00.123Z");
  EXPECT_EQ(iso8601_basic(time), "20261121T083000Z");
  EXPECT_EQ(http_date(time), "Sat, 21 Nov 2026 08:30:00 GMT");
}

TEST(Clock, CountsSecondsDownwardsBeforeTheEpochToo) {
  EXPECT_EQ(to_seconds(from_ms(-1)), -1);
  EXPECT_EQ(iso8601_ms(from_ms(-1)), "1969-12-31T23:59:59.999Z");
}

TEST(Clock, ReadsIso8601AsClientsWriteIt) {
  struct Row {
    std::string text;
    int64_t ms;
  };
  constexpr int64_t kSecond = kMorningMs - 123;
  for (const Row& row :
       {Row{"2026-11-21", 1795219200000}, Row{"2026-11-21T08:30Z", kSecond},
        Row{"2026-11-21T08:30:00Z", kSecond}, Row{"2026-11-21T08:30:00.123Z", kMorningMs},
        Row{"2026-11-21T08:30:00.1239999Z", kMorningMs}, Row{"2026-11-21T08:30:00.1Z", kSecond + 100},
        Row{"2026-11-21T10:30:00+02:00", kSecond}, Row{"2026-11-21T03:00:00-0530", kSecond},
        Row{"20261121T083000Z", kSecond}, Row{"20261121", 1795219200000}, Row{"2024-02-29", 1709164800000}}) {
    auto time = parse_iso8601(row.text);
    ASSERT_TRUE(time) << row.text;
    EXPECT_EQ(to_ms(*time), row.ms) << row.text;
  }
}

TEST(Clock, RefusesWhatIsNoTime) {
  for (std::string text :
       {"", "2026", "2026-11", "2026-13-01", "2026-02-29", "2026-11-00", "2026-11-21T24:00:00Z",
        "2026-11-21T08:60Z", "2026-11-21T08:30:00", "2026-11-21 08:30:00Z", "2026-11-21T08:30:00.Z",
        "2026-11-21T08:30:00Zx", "2026-1121", "tomorrow", "2026-11-21T08:30:00+2"}) {
    EXPECT_EQ(parse_iso8601(text), std::nullopt) << text;
  }
}

TEST(Clock, ReadsTheDatesOfHttp) {
  auto time = parse_http_date("Sat, 21 Nov 2026 08:30:00 GMT");
  ASSERT_TRUE(time);
  EXPECT_EQ(to_ms(*time), kMorningMs - 123);
  for (std::string text :
       {"Sat, 21 Nov 2026 08:30:00", "21 Nov 2026 08:30:00 GMT", "Sat, 31 Nov 2026 08:30:00 GMT",
        "Sat, 21 Foo 2026 08:30:00 GMT", "Sat, 21 Nov 2026 08:30:00 CET"}) {
    EXPECT_EQ(parse_http_date(text), std::nullopt) << text;
  }
}

TEST(Wait, TheSystemClockWaitsUntilThenAndEndsAtOnceWhenToldTo) {
  Time before = kSystemClock.now();
  EXPECT_TRUE(kSystemClock.wait_for(Milliseconds(5), {}));
  EXPECT_GE(kSystemClock.now(), before + Milliseconds(5));
  EXPECT_TRUE(kSystemClock.wait_until(before, {})) << "it is past";

  std::stop_source stop;
  std::jthread teller([&] { stop.request_stop(); });
  EXPECT_FALSE(kSystemClock.wait_until(before + std::chrono::hours(1), stop.get_token()));
  EXPECT_FALSE(kSystemClock.wait_until(before, stop.get_token()));
}

TEST(Wait, AManualClockLetsGoWhoeverItHasBeenMovedPast) {
  ManualClock clock(from_seconds(100));
  std::jthread mover([&] {
    for (int i = 0; i < 20; ++i) clock.advance(Milliseconds(500));
  });
  EXPECT_TRUE(clock.wait_until(from_seconds(110), {}));
  EXPECT_EQ(clock.now(), from_seconds(110));

  std::stop_source stop;
  std::jthread teller([&] { stop.request_stop(); });
  EXPECT_FALSE(clock.wait_until(from_seconds(111), stop.get_token()));
}

TEST(Wait, AVirtualClockJumpsToWhereItsOnlyThreadWantsToBe) {
  VirtualClock clock(from_seconds(100));
  EXPECT_TRUE(clock.wait_for(std::chrono::hours(24), {}));
  EXPECT_EQ(clock.now(), from_seconds(100 + 86400));
  EXPECT_TRUE(clock.wait_until(from_seconds(5), {}));
  EXPECT_EQ(clock.now(), from_seconds(100 + 86400)) << "never back";
}

TEST(Wait, AVirtualClockOfManyJumpsToTheNextMomentThatAnyOfThemWaitsFor) {
  VirtualClock clock(from_seconds(0), 2);
  std::mutex mutex;
  std::vector<int64_t> wakings;
  auto wake_every = [&](int64_t step) {
    for (int64_t at = step; at <= 60; at += step) {
      EXPECT_TRUE(clock.wait_until(from_seconds(at), {}));
      std::lock_guard lock(mutex);
      wakings.push_back(at);
    }
  };
  {
    std::jthread slow([&] { wake_every(30); }), fast([&] { wake_every(20); });
    // The last of each is at 60, for both at once.
  }
  EXPECT_EQ(wakings, (std::vector<int64_t>{20, 30, 40, 60, 60}));
}

TEST(Deadlines, CountByTheClockTheyAreMadeFrom) {
  VirtualClock clock(from_seconds(100));
  Deadline deadline = Deadline::in(clock, std::chrono::seconds(10));
  Deadline shorter = deadline.at_most(std::chrono::seconds(4));
  EXPECT_EQ(deadline.left(), std::chrono::seconds(10));
  EXPECT_EQ(shorter.left(), std::chrono::seconds(4));
  deadline.pause(std::chrono::seconds(3));
  EXPECT_EQ(shorter.left(), std::chrono::seconds(1));
  shorter.pause(std::chrono::seconds(3));
  EXPECT_EQ(clock.now(), from_seconds(104)) << "no longer than there is";
  EXPECT_TRUE(shorter.passed());
  EXPECT_FALSE(deadline.passed());
  EXPECT_EQ(deadline.at_most(std::chrono::hours(9)).left(), std::chrono::seconds(6));
}

TEST(Deadlines, MayNeverPassAndAreStoppedAllTheSame) {
  std::stop_source stop;
  Deadline never = Deadline::never(stop.get_token());
  Deadline far = Deadline::in(Milliseconds::max());
  EXPECT_TRUE(never.is_never() && far.is_never());
  EXPECT_EQ(never.left(), std::chrono::hours(1));
  EXPECT_FALSE(never.passed());
  stop.request_stop();
  never.pause(std::chrono::hours(1));
  EXPECT_TRUE(never.passed());
}

}  // namespace
}  // namespace base

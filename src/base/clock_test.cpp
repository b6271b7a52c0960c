#include "base/clock.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace base

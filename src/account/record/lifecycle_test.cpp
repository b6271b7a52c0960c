#include "account/record/lifecycle.h"

#include <gtest/gtest.h>

namespace account {
namespace {

using namespace std::chrono_literals;

constexpr Transition kKettle[] = {{"FILLING", "HEATING", 10s, "PREPARING"},
                                  {"HEATING", "HOT", 100s, "PREPARING"},
                                  {"EMPTYING", "", 5s, "EMPTYING"}};
constexpr base::Time kStart = base::Time(1'000'000s);

std::string after(base::Milliseconds time, Speed speed, std::string_view kept = "FILLING") {
  StateSince state = state_at(kKettle, {std::string(kept), kStart, speed}, kStart + time);
  return fmt::format("{} since {}", state.state, (state.since - kStart).count());
}

TEST(Lifecycle, goes_on_by_itself_until_a_state_that_stays) {
  EXPECT_EQ(after(0ms, Speed::real()), "FILLING since 0");
  EXPECT_EQ(after(9999ms, Speed::real()), "FILLING since 0");
  EXPECT_EQ(after(10s, Speed::real()), "HEATING since 10000");
  EXPECT_EQ(after(110s, Speed::real()), "HOT since 110000");
  EXPECT_EQ(after(24h, Speed::real()), "HOT since 110000");
  EXPECT_EQ(after(24h, Speed::real(), "BROKEN"), "BROKEN since 0");
}

TEST(Lifecycle, ends_with_the_thing_itself) {
  EXPECT_EQ(after(5s, Speed::real(), "EMPTYING"), " since 5000");
}

TEST(Lifecycle, is_as_fast_as_is_asked) {
  EXPECT_EQ(after(0ms, Speed::instant()), "HOT since 0");
  EXPECT_EQ(after(99ms, Speed::times(100)), "FILLING since 0");
  EXPECT_EQ(after(100ms, Speed::times(100)), "HEATING since 100");
  EXPECT_EQ(after(1100ms, Speed::times(100)), "HOT since 1100");
}

TEST(Lifecycle, of_a_clock_that_was_set_back_does_not_run_backwards) {
  EXPECT_EQ(after(-1h, Speed::real()), "FILLING since 0");
  EXPECT_EQ(after(-1h, Speed::instant(), "HOT"), "HOT since 0");
}

TEST(Lifecycle, in_a_circle_ends_too) {
  constexpr Transition kBlinking[] = {{"ON", "OFF", 1s, "ON"}, {"OFF", "ON", 1s, "OFF"}};
  EXPECT_EQ(state_at(kBlinking, {"ON", kStart}, kStart + 24h).state, "ON");
}

TEST(Lifecycle, shows_states_by_the_names_of_the_api) {
  EXPECT_EQ(shown(kKettle, "HEATING"), "PREPARING");
  EXPECT_EQ(shown(kKettle, "HOT"), "HOT");
}

TEST(Lifecycle, is_kept_in_a_record) {
  json::Value record = json::Object{{"Name", "kettle"}};
  EXPECT_EQ(kept_state(record, "HOT"), (StateSince{"HOT", base::from_ms(0)}));
  StateSince heating{"HEATING", kStart, Speed::times(30)};
  keep_state(record, heating);
  EXPECT_EQ(kept_state(record, "HOT"), heating);
  EXPECT_EQ(record.string_or("Name", ""), "kettle");
}

TEST(Speed, is_read_from_text) {
  EXPECT_EQ(Speed::parse("real")->lasts(2s), 2s);
  EXPECT_EQ(Speed::parse("instant")->lasts(2s), 0s);
  EXPECT_EQ(Speed::parse("4")->lasts(2s), 500ms);
  for (const char* wrong : {"", "0", "-1", "fast", "1.5", "1000001", "4x"})
    EXPECT_FALSE(Speed::parse(wrong)) << wrong;
}

}  // namespace
}  // namespace account

#include "engine/show/hourly.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace engine {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Hourly some() {
  return {"prod@eu-west-1",
          "eu-west-1",
          "USD",
          {{1, "control plane", 100'000, "0.60 once it is old", "https://prices.example/eks", "2026-10-06"},
           {3, "NAT gateway", 48'000, "", "https://prices.example/vpc", "2026-05-31"},
           {2, "m7g.large", {}, "nodes of the group system, up to 4"}},
          "traffic is billed by use"};
}

TEST(Prices, AreReadAndWrittenExactly) {
  const struct {
    const char* text;
    std::optional<int64_t> millionths;
  } rows[] = {{"0.10", 100'000}, {"0.045", 45'000}, {"1", 1'000'000}, {"12.5", 12'500'000}, {"0.000001", 1},
              {"0.0000001", {}}, {"", {}},          {".5", {}},       {"1.", {}},           {"-1", {}},
              {"0.-5", {}},      {"free", {}},      {"0.1 USD", {}}};
  for (const auto& row : rows) EXPECT_EQ(parse_price(row.text), row.millionths) << row.text;
  EXPECT_EQ(price_text(100'000), "0.10");
  EXPECT_EQ(price_text(45'000), "0.045");
  EXPECT_EQ(price_text(1'000'000), "1.00");
  EXPECT_EQ(price_text(12'345'678), "12.345678");
  EXPECT_EQ(price_text(0), "0.00");
}

TEST(Hourly, IsTold) {
  EXPECT_EQ(hourly_text({some()}),
            "prod@eu-west-1 is billed by the hour, list prices of eu-west-1 in USD:\n"
            "  1 x control plane  0.10       0.60 once it is old; https://prices.example/eks, 2026-10-06\n"
            "  3 x NAT gateway    0.144      0.048 each; https://prices.example/vpc, 2026-05-31\n"
            "  2 x m7g.large      not known  nodes of the group system, up to 4\n"
            "together 0.244 USD an hour and what is not known; traffic is billed by use\n");
  EXPECT_EQ(hourly_text({}) + hourly_markdown({}), "");
  EXPECT_EQ(hourly_json({}), json::Value(json::Array()));
}

TEST(Hourly, IsToldToPrograms) {
  json::Value told = hourly_json({some()}).as_array().front();
  EXPECT_EQ(told.string_or("sum", ""), "0.244");
  EXPECT_FALSE(told.bool_or("isComplete", true));
  const json::Array& lines = told.find("lines")->as_array();
  EXPECT_EQ(lines[1].string_or("each", ""), "0.048");
  EXPECT_EQ(lines[1].int_or("count", 0), 3);
  EXPECT_TRUE(lines[2].find("each")->is_null());
}

// What is not there costs nothing, whatever it would cost.
TEST(Hourly, OfNoneThePriceIsNotMissed) {
  Hourly hourly = some();
  hourly.lines[2].count = 0;
  EXPECT_THAT(hourly_text({hourly}), HasSubstr("together 0.244 USD an hour; traffic"));
}

TEST(Hourly, BreaksOutOfNoMarkdown) {
  Hourly hourly = some();
  hourly.lines[2].what = "m7g|<b>\n# x";
  std::string text = hourly_markdown({hourly});
  EXPECT_THAT(text, Not(HasSubstr("\n# x")));
  EXPECT_THAT(text, Not(HasSubstr("<b>")));
  EXPECT_THAT(text, HasSubstr("| `3 x NAT gateway` | 0.144 |"));
}

}  // namespace
}  // namespace engine

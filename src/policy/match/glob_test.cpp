#include "policy/match/glob.h"

#include <gtest/gtest.h>

#include <chrono>
#include <random>

#include "policy/match/pattern.h"
#include "policy/match/values.h"

namespace policy {
namespace {

TEST(Glob, BothMatchersAgreeOnRandomTexts) {
  std::mt19937_64 random(7);
  auto text = [&](std::string_view alphabet, size_t most) {
    std::string out;
    for (size_t n = random() % (most + 1); n > 0; --n) out += alphabet[random() % alphabet.size()];
    return out;
  };
  size_t fits = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::string pattern = text(i % 2 ? "aab*?" : "aab*", 7), subject = text("ab", 9);
    bool expected = matches(tokenize(pattern), subject);
    ASSERT_EQ(Glob(pattern).matches(subject), expected) << pattern << " on " << subject;
    fits += expected;
  }
  EXPECT_GT(fits, 10'000u);
}

// A matcher that goes back over every star would need longer than the world is old.
TEST(Glob, HostilePatternsAreNoTrouble) {
  std::string hostile, text(4000, 'a');
  for (int i = 0; i < 500; ++i) hostile += "*a";
  hostile += "*b";
  EXPECT_FALSE(Glob(hostile).matches(text));
  EXPECT_FALSE(Glob("?" + hostile).matches(text));
  EXPECT_FALSE(matches(tokenize(hostile), text));
  EXPECT_FALSE(Glob("*" + std::string(2000, 'a') + "b*").matches(text));
}

TEST(Glob, AWildcardInALiteralIsPlain) {
  Glob glob = Glob::literal("a*");
  EXPECT_TRUE(glob.matches("a*"));
  EXPECT_FALSE(glob.matches("ab"));
}

TEST(Pattern, EscapedWildcardsArePlainAlsoBesideOthers) {
  Context none;
  auto fits = [&](std::string_view pattern, std::string_view text) {
    return Pattern(pattern, {true, true, false}).fits(text, none) == Fit::yes;
  };
  EXPECT_TRUE(fits("a${*}", "a*"));
  EXPECT_FALSE(fits("a${*}", "ab"));
  EXPECT_TRUE(fits("a${*}b*", "a*bc"));
  EXPECT_FALSE(fits("a${*}b*", "axbc"));
  EXPECT_TRUE(fits("${?}*?", "?x"));
  EXPECT_FALSE(fits("${?}*?", "xx"));
}

TEST(Values, DatesAreInstants) {
  EXPECT_EQ(parse_date("1970-01-01T00:00:01Z"), 1000);
  EXPECT_EQ(parse_date("1970-01-01T01:00:01+01:00"), 1000);
  EXPECT_EQ(parse_date("1970-01-01T00:00:01"), 1000);  // without a zone: UTC
  EXPECT_EQ(parse_date("1970-01-01T00:00:00.250Z"), 250);
  EXPECT_EQ(parse_date("1970-02"), 31LL * 86400 * 1000);
  EXPECT_EQ(parse_date("1"), 1000);
  EXPECT_EQ(parse_date("1795249800000"), std::nullopt);  // milliseconds
  EXPECT_EQ(parse_date("-1"), std::nullopt);
  EXPECT_EQ(parse_date(""), std::nullopt);
  EXPECT_EQ(parse_date("99999999999999999999"), std::nullopt);
}

TEST(Values, RangesNeedAWholePrefix) {
  EXPECT_TRUE(IpRange::parse("10.0.0.0/32"));
  EXPECT_FALSE(IpRange::parse("10.0.0.0/33"));
  EXPECT_FALSE(IpRange::parse("10.0.0.0/"));
  EXPECT_FALSE(IpRange::parse("10.0.0/8"));
  EXPECT_FALSE(IpRange::parse("::/129"));
  EXPECT_TRUE(IpRange::parse("::/0"));
  EXPECT_FALSE(IpRange::parse_address("10.0.0.0/8"));
}

}  // namespace
}  // namespace policy

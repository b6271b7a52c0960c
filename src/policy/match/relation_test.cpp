#include "policy/match/relation.h"

#include <gtest/gtest.h>

#include <random>

namespace policy {
namespace {

bool meet(std::string_view a, std::string_view b) {
  return overlap(tokenize(a), tokenize(b));
}
bool over(std::string_view wide, std::string_view narrow) {
  return covers(tokenize(wide), tokenize(narrow));
}

TEST(Relation, Overlap) {
  EXPECT_TRUE(meet("a*", "*b"));
  EXPECT_TRUE(meet("a?c", "ab*"));
  EXPECT_TRUE(meet("*", ""));
  EXPECT_FALSE(meet("a*", "b*"));
  EXPECT_FALSE(meet("a?", "a"));
  EXPECT_FALSE(meet("a*c", "a*d"));
}

TEST(Relation, Covers) {
  EXPECT_TRUE(over("*", "a*b?"));
  EXPECT_TRUE(over("a*", "ab*"));
  EXPECT_TRUE(over("a?", "ab"));
  EXPECT_FALSE(over("a?", "a*"));
  EXPECT_FALSE(over("ab*", "a*"));
  EXPECT_FALSE(over("a", "a?"));
}

TEST(Relation, NamesHoldNoSlash) {
  const Tokens kName = {kNameByte, kNameRun};
  EXPECT_TRUE(overlap(tokenize("b*"), kName));
  EXPECT_TRUE(overlap(kName, tokenize("?")));
  EXPECT_FALSE(overlap(tokenize("b/*"), kName));
  EXPECT_FALSE(overlap(kName, tokenize("*/*")));
  EXPECT_FALSE(overlap(tokenize(""), kName));
  EXPECT_TRUE(overlap(tokenize("b/*"), kName + tokenize("/k", false)));
  std::string text;
  ASSERT_TRUE(common_text(tokenize("*/k"), kName + tokenize("/") + kName, text));
  EXPECT_EQ(text, "x/k");
}

// On short random patterns over two letters, against all texts of up to eight, which two patterns of four can need.
TEST(Relation, AgreesWithMatching) {
  std::vector<std::string> texts = {""};
  for (size_t begin = 0, length = 1; length <= 8; ++length) {
    size_t end = texts.size();
    for (; begin < end; ++begin) {
      texts.push_back(texts[begin] + "a");
      texts.push_back(texts[begin] + "b");
    }
  }
  std::mt19937 random(20'261'122);
  auto pattern = [&] {
    std::string out;
    for (size_t i = random() % 5; i > 0; --i) out += "ab*?"[random() % 4];
    return tokenize(out);
  };
  for (int i = 0; i < 3000; ++i) {
    Tokens a = pattern(), b = pattern();
    bool any = false, all = true;
    for (const auto& text : texts) {
      any |= matches(a, text) && matches(b, text);
      all &= !matches(b, text) || matches(a, text);
    }
    ASSERT_EQ(overlap(a, b), any);
    if (covers(a, b)) {
      ASSERT_TRUE(all);
    }
    std::string common;
    ASSERT_EQ(common_text(a, b, common, 'a'), any);
    if (any) {
      ASSERT_TRUE(matches(a, common) && matches(b, common)) << common;
    }
  }
}

}  // namespace
}  // namespace policy

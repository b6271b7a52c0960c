#include "policy/match/atoms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <set>

namespace policy {
namespace {

std::vector<TextPattern> patterns(std::initializer_list<std::string_view> written) {
  std::vector<TextPattern> out;
  for (std::string_view text : written) out.push_back({tokenize(text), false, false});
  return out;
}

TEST(Atoms, OneTextForEachWayToMatch) {
  EXPECT_THAT(atoms(patterns({"a*"})).texts, testing::UnorderedElementsAre("x", "a"));
  EXPECT_THAT(atoms(patterns({"a*", "ab"})).texts, testing::UnorderedElementsAre("x", "a", "ab"));
  EXPECT_THAT(atoms(patterns({"a*", "*b"})).texts, testing::UnorderedElementsAre("x", "a", "b", "ab"));
  EXPECT_THAT(atoms(patterns({"*"})).texts, testing::ElementsAre("x"));
}

TEST(Atoms, LettersOfBothCases) {
  std::vector<TextPattern> both = {{tokenize("a"), false, false}, {tokenize("a"), true, false}};
  EXPECT_THAT(atoms(both).texts, testing::UnorderedElementsAre("x", "a", "A"));
}

TEST(Atoms, OnlyWhatIsWanted) {
  std::vector<TextPattern> bucket = {{Tokens{u'b', kNameRun}, false, true}, {tokenize("b*/*"), false, false}};
  EXPECT_THAT(atoms(bucket).texts, testing::ElementsAre("b"));
  std::vector<TextPattern> object = {{Tokens{u'b', kNameRun, u'/', kAnyByte}, false, true},
                                     {tokenize("b/*"), false, false}};
  EXPECT_THAT(atoms(object).texts, testing::UnorderedElementsAre("b/x", "bx/x"));
}

TEST(Atoms, SaysWhereItStopped) {
  EXPECT_FALSE(atoms(patterns({"a*b*c*d", "b*c*d*a", "?c*a?b*"}), 20).is_complete);
}

// Against all texts of up to seven letters, on random patterns.
TEST(Atoms, NoneIsMissing) {
  std::mt19937 random(20'261'128);
  std::vector<std::string> texts = {""};
  for (size_t begin = 0, length = 1; length <= 7; ++length) {
    size_t end = texts.size();
    for (; begin < end; ++begin) {
      for (char c : std::string_view("abx")) texts.push_back(texts[begin] + c);
    }
  }
  for (int i = 0; i < 60; ++i) {
    std::vector<TextPattern> some;
    for (int k = 0; k < 3; ++k) {
      std::string written;
      for (size_t n = random() % 5; n > 0; --n) written += "ab*?"[random() % 4];
      some.push_back({tokenize(written), false, false});
    }
    auto kind = [&](const std::string& text) {
      std::vector<bool> out;
      for (const auto& pattern : some) out.push_back(matches(pattern.tokens, text));
      return out;
    };
    std::set<std::vector<bool>> wanted, found;
    for (const std::string& text : texts) {
      if (!text.empty()) wanted.insert(kind(text));
    }
    Atoms result = atoms(some);
    ASSERT_TRUE(result.is_complete);
    for (const std::string& text : result.texts) found.insert(kind(text));
    ASSERT_TRUE(std::includes(found.begin(), found.end(), wanted.begin(), wanted.end()));
    ASSERT_EQ(found.size(), result.texts.size());
  }
}

}  // namespace
}  // namespace policy

#include "cli/terminal/choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cli {
namespace {

using testing::ElementsAre;

std::vector<Key> keys(std::string bytes, bool is_all = true) {
  std::vector<Key> result;
  for (const Typed& typed : take_keys(bytes, is_all)) result.push_back(typed.key);
  return result;
}

TEST(ChoiceTest, KeysFromBytes) {
  EXPECT_THAT(keys("\x1b[A\x1b[B\x1bOA\r\x7f"),
              ElementsAre(Key::up, Key::down, Key::up, Key::enter, Key::erase));
  EXPECT_THAT(keys("\x03"), ElementsAre(Key::cancel));
  EXPECT_THAT(keys("\x1b"), ElementsAre(Key::cancel));
  EXPECT_THAT(keys("\x1b[3~"), ElementsAre(Key::other)) << "a key that means nothing here";
  std::string half = "a\x1b[";
  EXPECT_EQ(take_keys(half, false).size(), 1u);
  EXPECT_EQ(half, "\x1b[") << "kept until the rest comes";
  std::string text = "é\x01";
  auto typed = take_keys(text, true);
  ASSERT_EQ(typed.size(), 2u);
  EXPECT_EQ(typed[0].text, "é");
  EXPECT_EQ(typed[1].text, "") << "control characters are no text";
}

TEST(ChoiceTest, FiltersAndMoves) {
  Choice choice({"debian", "web", "Database"});
  EXPECT_THAT(choice.shown(), ElementsAre("debian", "web", "Database"));
  choice.press({Key::up, ""});
  EXPECT_EQ(*choice.current(), "Database") << "up from the first is the last";
  choice.press({Key::down, ""});
  EXPECT_EQ(*choice.current(), "debian");
  choice.press({Key::other, "da"});
  EXPECT_THAT(choice.shown(), ElementsAre("Database"));
  choice.press({Key::other, "é"});
  EXPECT_EQ(choice.current(), nullptr);
  choice.press({Key::down, ""});
  choice.press({Key::erase, ""});
  EXPECT_EQ(choice.filter(), "da");
  EXPECT_EQ(*choice.current(), "Database");
}

}  // namespace
}  // namespace cli

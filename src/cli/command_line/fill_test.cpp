#include "cli/command_line/fill.h"

#include <gtest/gtest.h>

namespace cli {
namespace {

std::string words(size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) text += "word ";
  return text;
}

TEST(FillTest, ParagraphsBecomeLines) {
  EXPECT_EQ(fill("", 0), "");
  EXPECT_EQ(fill("one\ntwo\n\nthree\n", 0), "one two\n\nthree");
  std::string text = fill(words(40), 0);  // 16 of them in 80 columns
  EXPECT_EQ(text.find('\n'), 79u);
  EXPECT_EQ(fill(std::string(100, 'x') + " y", 0), std::string(100, 'x') + "\ny")
      << "what is too long stands alone";
}

TEST(FillTest, FurtherLinesBeginAtTheColumn) {
  std::string text = fill(words(20), 60);
  EXPECT_EQ(text.substr(0, 20), "word word word word\n") << "20 columns are left";
  EXPECT_EQ(text.substr(20, 65), std::string(60, ' ') + "word ");
}

TEST(FillTest, ExamplesAndCodeStayWhole) {
  EXPECT_EQ(fill("such as\n  slipway   up\nor\nelse", 0), "such as\n  slipway   up\nor else");
  EXPECT_EQ(fill("say `a b c` now", 72),
            "say\n" + std::string(72, ' ') + "`a b c`\n" + std::string(72, ' ') + "now");
}

}  // namespace
}  // namespace cli

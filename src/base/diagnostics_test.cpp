#include "base/diagnostics.h"

#include <gtest/gtest.h>

#include "base/lines.h"

namespace base {
namespace {

TEST(Diagnostics, ShowTheLineThePlaceAndTheHint) {
  std::string_view source = "clusters:\n  dev: {acount: embedded}\n";
  Diagnostics diagnostics("slipway.yaml", source);
  diagnostics.error("unknown-key", span_at(source, 18, 6), "unknown key `acount`", "did you mean `account`?");
  EXPECT_TRUE(diagnostics.has_errors());
  EXPECT_EQ(diagnostics.render(),
            "slipway.yaml:2:9: error: unknown key `acount`\n"
            "     2 |   dev: {acount: embedded}\n"
            "       |         ^^^^^^\n"
            "       = did you mean `account`?\n");
}

TEST(Diagnostics, AreSortedByPlaceHoweverTheyWereFound) {
  std::string_view source = "a\nb\n";
  Diagnostics diagnostics("f", source);
  diagnostics.error("x", span_at(source, 2), "second");
  diagnostics.error("x", span_at(source, 0), "first");
  std::string text = diagnostics.render();
  EXPECT_LT(text.find("first"), text.find("second"));
}

TEST(Diagnostics, MarkNoMoreThanTheLineEvenIfTheSpanIsLonger) {
  std::string_view source = "ab: {\n  c: 1\n}";
  Diagnostics diagnostics("f", source);
  diagnostics.error("x", span_at(source, 4, 10), "this object");
  EXPECT_NE(diagnostics.render().find("\n       |     ^\n"), std::string::npos) << diagnostics.render();
}

TEST(Diagnostics, ShowWhatATerminalWouldObeyInMessagesToo) {
  std::string_view source = "a: b";
  Diagnostics diagnostics("f", source);
  diagnostics.error("x", span_at(source, 3, 1), "this \x1b[1A", "or \xe2\x80\xae that");
  EXPECT_EQ(diagnostics.render(),
            "f:1:4: error: this \\u001b[1A\n"
            "     1 | a: b\n"
            "       |    ^\n"
            "       = or \\u202e that\n");
}

// The mark stands below what is wrong, whatever the characters before it take on a terminal.
TEST(Diagnostics, MarkTheCharacterAsWideAsItIsShown) {
  struct Row {
    std::string line;  // with the wrong word `bad`
    std::string shown, marks;
  };
  const std::vector<Row> rows = {
      {"a: bad", "a: bad", "   ^^^"},
      {"\u00e9\u00e9: bad", "\u00e9\u00e9: bad", "    ^^^"},
      {"\u65e5\u672c: bad", "\u65e5\u672c: bad", "      ^^^"},
      {"e\u0301: bad", "e\u0301: bad", "   ^^^"},
      {"\U0001F600: bad", "\U0001F600: bad", "    ^^^"},
      {"a:\tbad", "a:\tbad", "  \t^^^"},
      {"\x1b[2J: bad", "\\u001b[2J: bad", "           ^^^"},
      {"\u202ea: bad", "\\u202ea: bad", "         ^^^"},
      {"\xFF"
       "a: bad",
       "\\xffa: bad", "       ^^^"},
      {std::string(100, 'x') + ": bad" + std::string(500, 'y'),
       "..." + std::string(58, 'x') + ": bad" + std::string(97, 'y') + "...", std::string(63, ' ') + "^^^"},
  };
  for (const Row& row : rows) {
    for (std::string end : {"", "\n", "\r\n", "\rnext"}) {
      std::string source = row.line + end;
      Diagnostics diagnostics("f", source);
      diagnostics.error("x", span_at(source, static_cast<uint32_t>(source.find("bad")), 3), "wrong");
      std::string picture = "     1 | " + row.shown + "\n       | " + row.marks + "\n";
      EXPECT_NE(diagnostics.render().find(picture), std::string::npos) << diagnostics.render();
    }
  }
}

TEST(Diagnostics, NeedNoPlace) {
  Diagnostics diagnostics("policy.json");
  diagnostics.add({Severity::warning, "too-large", "larger than 6144 characters", "", "", {}});
  EXPECT_FALSE(diagnostics.has_errors());
  EXPECT_EQ(diagnostics.render(), "policy.json: warning: larger than 6144 characters\n");
}

TEST(SpanAt, CountsLinesAndColumnsFromOne) {
  std::string_view text = "ab\n\ncd";
  EXPECT_EQ(span_at(text, 0).column, 1U);
  EXPECT_EQ(span_at(text, 2).line, 1U);
  EXPECT_EQ(span_at(text, 5).line, 3U);
  EXPECT_EQ(span_at(text, 5).column, 2U);
  EXPECT_EQ(span_at(text, 99).offset, 6U);
}

TEST(SpanAt, EndsLinesAtEachKindOfBreakAndLinesAgrees) {
  std::string_view text = "a\nb\r\nc\rd\r\r\ne\u2028f\xC2\x85g";
  const std::pair<char, uint32_t> rows[] = {{'a', 1}, {'b', 2}, {'c', 3}, {'d', 4},
                                            {'e', 6}, {'f', 6}, {'g', 6}};
  for (const auto& [letter, line] : rows) {
    EXPECT_EQ(span_at(text, static_cast<uint32_t>(text.find(letter))).line, line) << letter;
  }
  Lines lines(text);
  for (uint32_t at = 0; at <= text.size(); ++at) {
    EXPECT_EQ(lines.span(at, 1).line, span_at(text, at).line) << at;
    EXPECT_EQ(lines.span(at, 1).column, span_at(text, at).column) << at;
  }
}

}  // namespace
}  // namespace base

#include "base/diagnostics.h"

#include <gtest/gtest.h>

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

TEST(Diagnostics, ShowWhatATerminalWouldObeyAndMarkItsPlace) {
  std::string_view source = "a\x1b[2J: b\r\n";
  Diagnostics diagnostics("f", source);
  diagnostics.error("x", span_at(source, 7, 1), "this \x1b[1A", "or \xe2\x80\xae that");
  EXPECT_EQ(diagnostics.render(),
            "f:1:8: error: this \\u001b[1A\n"
            "     1 | a\\u001b[2J: b\n"
            "       |             ^\n"
            "       = or \\u202e that\n");
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

}  // namespace
}  // namespace base

#include "base/visible.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace base {
namespace {

struct Case {
  std::string_view text;
  std::string_view shown;  // as one line
};

const Case kCases[] = {
    {"plain, äöü, 漢字, 👩‍👧", "plain, äöü, 漢字, 👩‍👧"},
    {"a\x1b[2Jb", "a\\u001b[2Jb"},           // clears the screen
    {"a\rb", "a\\u000db"},                   // overwrites what stands before
    {"a\nb\tc", "a\\u000ab\\u0009c"},        // a line that is not ours
    {"\x7f\b\a", "\\u007f\\u0008\\u0007"},   //
    {std::string_view("\0", 1), "\\u0000"},  //
    {"\xc2\x9b"
     "2J",
     "\\u009b2J"},  // CSI as one character of C1
    {"\x9b"
     "2J",
     "\\x9b2J"},  // CSI as one byte
    {"\xe2\x80\xae"
     "evil",
     "\\u202eevil"},                                                // right-to-left override
    {"\xe2\x81\xa6x\xe2\x81\xa9", "\\u2066x\\u2069"},               // an isolate
    {"\xe2\x80\x8f\xd8\x9c\xe2\x80\xa8", "\\u200f\\u061c\\u2028"},  // marks, line separator
    {"\xc0\x9b", "\\xc0\\x9b"},                                     // ESC in two bytes, which UTF-8 forbids
    {"\xed\xa0\x80", "\\xed\\xa0\\x80"},                            // half of a surrogate pair
    {"\xe2\x80", "\\xe2\\x80"},                                     // cut short
    {"\\u001b", "\\u001b"},                                         // what is visible stays
};

TEST(Visible, ShowsWhatATerminalWouldObey) {
  for (const Case& each : kCases) {
    EXPECT_EQ(visible_line(each.text), each.shown);
    EXPECT_EQ(visible_line(visible_line(each.text)), each.shown) << "twice is once";
    EXPECT_EQ(is_visible_line(each.text), each.text == each.shown);
  }
}

TEST(Visible, LeavesTheLayoutOfATextOfSeveralLines) {
  EXPECT_EQ(visible("a\n\tb\r\nc\rd\x1b"), "a\n\tb\r\nc\\u000dd\\u001b");
}

TEST(Visible, LeavesTheMeaningOfJson) {
  json::Value value = json::Object{{"a\x7f", "\x1b\n\xe2\x80\xae\xc2\x85 \"\\u202e\""}};
  std::string shown = visible(json::dump_pretty(value));
  EXPECT_EQ(shown.find('\x7f'), std::string::npos);
  EXPECT_EQ(shown.find("\xe2\x80\xae"), std::string::npos);
  EXPECT_EQ(*json::parse(shown), value);
}

TEST(Visible, IsTheSameInPieces) {
  for (const Case& each : kCases) {
    VisibleStream stream;
    std::string shown;
    for (char c : each.text) shown += stream.add(std::string_view(&c, 1));
    EXPECT_EQ(shown + stream.end(), visible(each.text));
  }
}

}  // namespace
}  // namespace base

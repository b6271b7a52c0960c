#include "base/json_nodes.h"

#include <gtest/gtest.h>

namespace json {
namespace {

TEST(JsonNodes, StandInTheOrderOfTheTextWithSizesToStepOver) {
  constexpr std::string_view kText = R"({"a": [1, {"b": "c"}, []], "d": false})";
  auto nodes = read(kText);
  ASSERT_TRUE(nodes);
  const Node& root = nodes->root();
  EXPECT_EQ(root.size, nodes->list.size());
  EXPECT_EQ(root.count(), 2u);
  const Node* a = root.find("a");
  ASSERT_TRUE(a);
  std::vector<std::string_view> types;
  for (const Node& element : *a) types.push_back(element.type_name());
  EXPECT_EQ(types, (std::vector<std::string_view>{"integer", "object", "array"}));
  EXPECT_FALSE(a->empty());
  EXPECT_TRUE((&nodes->list.back() - 1)->empty());
  EXPECT_EQ(root.find("d")->text, "false");
  EXPECT_FALSE(root.find("b"));
  EXPECT_FALSE(a->find("b"));
}

TEST(JsonNodes, TextsAreViewsUnlessTheyHadEscapes) {
  std::string text = R"(["plain and rather long", "tab\tand \u00e9, both", 1.50])";
  auto nodes = read(text);
  ASSERT_TRUE(nodes);
  auto is_view = [&](const Node& node) {
    return node.text.data() >= text.data() && node.text.data() < text.data() + text.size();
  };
  EXPECT_EQ(nodes->list[1].text, "plain and rather long");
  EXPECT_TRUE(is_view(nodes->list[1]));
  EXPECT_EQ(nodes->list[2].text, "tab\tand \u00e9, both");
  EXPECT_FALSE(is_view(nodes->list[2]));
  EXPECT_EQ(nodes->list[3].text, "1.50");
  Nodes moved = std::move(*nodes);
  EXPECT_EQ(moved.list[2].text, "tab\tand \u00e9, both");
}

// Strings are looked through eight bytes at a time.
TEST(JsonNodes, EveryByteOfAStringIsLookedAtWhereverItStands) {
  for (size_t size = 0; size < 20; ++size) {
    for (size_t at = 0; at < size; ++at) {
      auto with = [&](std::string_view byte) {
        return "[\"" + std::string(size, 'x').replace(at, 1, byte) + "\"]";
      };
      for (std::string_view byte : {"\x01", "\x1f", "\n", "\x80", "\"", "\\", "\xff"}) {
        EXPECT_FALSE(read(with(byte))) << with(byte);
      }
      for (std::string_view byte : {" ", "!", "#", "[", "]", "\x7f", "\u00e9", "\\\\", "\\\""}) {
        EXPECT_TRUE(read(with(byte))) << with(byte);
      }
    }
  }
}

struct Broken {
  std::string_view text, message;
  uint32_t line, column;
};
class JsonSyntax : public testing::TestWithParam<Broken> {};

TEST_P(JsonSyntax, IsExplainedAtItsPlace) {
  auto nodes = read(GetParam().text);
  ASSERT_FALSE(nodes);
  EXPECT_EQ(nodes.error().message, GetParam().message);
  EXPECT_EQ(nodes.error().span.line, GetParam().line);
  EXPECT_EQ(nodes.error().span.column, GetParam().column);
}

INSTANTIATE_TEST_SUITE_P(
    Table, JsonSyntax,
    testing::Values(Broken{"", "the document is empty", 1, 1}, Broken{"[", "invalid value", 1, 2},
                    Broken{"[1,\n]", "invalid value", 2, 1}, Broken{"[tru]", "invalid value", 1, 5},
                    Broken{"[-x]", "invalid value", 1, 3},
                    Broken{"{} {}", "the document root must not be followed by other values", 1, 4},
                    Broken{"{\"a\": 1,}", "missing a name of an object member", 1, 9},
                    Broken{"{\"a\" 1}", "missing a colon after the name of an object member", 1, 6},
                    Broken{"{\"a\": 1\n \"b\": 2}", "missing a comma or `}` after an object member", 2, 2},
                    Broken{"[1 2]", "missing a comma or `]` after an array element", 1, 4},
                    Broken{"[1.]", "missing digits behind the point of a number", 1, 4},
                    Broken{"[1e+]", "missing digits in the exponent of a number", 1, 5},
                    Broken{"[1e-999]", "a number that is too big or too small", 1, 2},
                    Broken{"[\"a]", "missing a closing quotation mark in string", 1, 5},
                    Broken{"[\"a\tb\"]", "a control character in a string, which must be escaped", 1, 4},
                    Broken{R"(["a\x"])", "invalid escape character in string", 1, 4},
                    Broken{R"(["a\u12g4"])", "incorrect hex digit after \\u escape in string", 1, 4},
                    Broken{R"(["a\u12)", "incorrect hex digit after \\u escape in string", 1, 4},
                    Broken{R"(["a\ud83dx"])", "the surrogate pair in string is invalid", 1, 4},
                    Broken{R"(["a\ud83d\u0041"])", "the surrogate pair in string is invalid", 1, 4},
                    Broken{R"(["a\udc00"])", "a byte or an escape that is no character", 1, 2},
                    Broken{"[\"a\xED\xA0\x80\"]", "a byte or an escape that is no character", 1, 2},
                    Broken{"[\"\xC0\x80\"]", "a byte or an escape that is no character", 1, 2},
                    Broken{"[1,\r2,\r\n3 4]", "missing a comma or `]` after an array element", 3, 3},
                    Broken{"[1,\r\r\nx]", "invalid value", 3, 1},
                    Broken{"[1,\u2028 2]", "invalid value", 1, 4},
                    Broken{"\xEF\xBB\xBF{}", "a byte order mark, which JSON must not begin with", 1, 1},
                    Broken{std::string_view("\xFF\xFE{\0}\0", 6), "the text is UTF-16, expected UTF-8", 1, 1},
                    Broken{std::string_view("{\0}\0", 4), "the text is UTF-16, expected UTF-8", 1, 1},
                    Broken{std::string_view("\0{\0}", 4), "the text is UTF-16, expected UTF-8", 1, 1}));

}  // namespace
}  // namespace json

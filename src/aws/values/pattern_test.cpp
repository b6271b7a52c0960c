#include "aws/values/pattern.h"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <set>
#include <string>

#include "aws/model/model.h"

namespace aws {
namespace {

struct Row {
  std::string_view pattern;
  std::string_view text;
  bool matches;
};
constexpr Row kRows[] = {
    {"[\\w+=,.@-]+", "my-Role_1@x", true},
    {"[\\w+=,.@-]+", "my role", false},
    {"[\\w+=,.@-]+", "", false},
    {"[\\w+=,.@-]*", "", true},
    {"[\\w+=,.@-]+", "caf\xC3\xA9", false},
    {"[\\d]*", "12a", false},
    {"\\d{12}", "123456789012", true},
    {"\\d{12}", "12345678901", false},
    {"[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+", "caf\xC3\xA9 \xE6\x9D\xB1\xE4\xBA\xAC 7", true},
    {"[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+", "a\xF0\x9F\x90\xB3", false},
    {"[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+", "a#b", false},
    {"[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+", "{\n\t\"a\": \xC3\xBF}", true},
    {"[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+", "\xE2\x82\xAC", false},
    {"[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u10000-\\u10FFFF]+",
     "arn:aws:iam::1:role/\xF0\x9F\x90\xB3", true},
    {"[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\r\\n\\t]*", "\xF0\x9F\x90\xB3", true},
    {"[\\uD800\\uDC00-\\uD83D\\uDC32]", "\xF0\x9F\x90\xB3", false},
    {"^[ \\t]*[\\x20-\\x7E]+([ \\t]+[\\x20-\\x7E]+)*[ \\t]*$", "a b", true},
    {"[\\x20-\\x7E]+", "\x7F", false},
    {"\\p{Print}+", "a b~", true},
    {"\\p{Print}+", "a\tb", false},
    {"(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)", "/", true},
    {"(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)", "/a/b/", true},
    {"(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)", "/a", false},
    {"((/[A-Za-z0-9\\.,\\+@=_-]+)*)/", "/a/b/", true},
    {"((/[A-Za-z0-9\\.,\\+@=_-]+)*)/", "/a//", false},
    {"^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$", "my-alias", true},
    {"^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$", "my--alias", false},
    {"^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$", "ab", false},
    {"v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?", "v12", true},
    {"v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?", "v0", false},
    {"^[0-9A-Za-z][A-Za-z0-9\\-_]*", "my-cluster_1", true},
    {"^[0-9A-Za-z][A-Za-z0-9\\-_]*", "-x", false},
    {"\\/?.+\\/.+", "bucket/key", true},
    {"\\/?.+\\/.+", "bucket", false},
    {"[^:]+", "a:b", false},
    {"a|b|", "", true},
};

TEST(Pattern, MatchesAsTheServicesDo) {
  for (const Row& row : kRows)
    EXPECT_EQ(matches(row.pattern, row.text), row.matches) << row.pattern << " " << row.text;
}

TEST(Pattern, GivesUpOnWhatTakesTooLong) {
  std::string text(200, 'a');
  EXPECT_FALSE(matches("(a*)*b", text));
  EXPECT_TRUE(matches("(a*)*", text));
  std::string path;
  for (int i = 0; i < 250; ++i) path += "/a";
  EXPECT_TRUE(matches("((/[a-z]+)*)/", path + "/"));
  for (int i = 0; i < 100'000; ++i) path += "/a";
  EXPECT_FALSE(matches("((/[a-z]+)*)/", path + "/"));
  EXPECT_TRUE(matches("[\\u0020-\\u00FF]+", std::string(131072, 'x')));
  EXPECT_TRUE(matches("(unclosed", "anything"));  // not understood: nothing is refused for it
}

TEST(Pattern, UnderstandsAllThatTheModelsHave) {
  std::set<std::string_view> seen;
  size_t patterns = 0;
  std::function<void(Shape)> walk = [&](Shape shape) {
    if (!shape.pattern().empty()) {
      EXPECT_TRUE(is_understood(shape.pattern())) << shape.name() << " " << shape.pattern();
      ++patterns;
    }
    if (shape.type() == ShapeType::list) walk(shape.element().shape());
    if (shape.type() == ShapeType::map) walk(shape.value().shape());
    if (shape.type() != ShapeType::structure || !seen.insert(shape.name()).second) return;
    for (uint32_t i = 0; i < shape.member_count(); ++i) walk(shape.member(i).shape());
  };
  for (uint32_t s = 0; s < Service::count(); ++s)
    for (uint32_t o = 0; o < Service::at(s).operation_count(); ++o)
      if (auto input = Service::at(s).operation(o).input()) walk(*input);
  EXPECT_GT(patterns, 100u);
}

}  // namespace
}  // namespace aws

#include <gtest/gtest.h>

#include "base/json.h"

namespace json {
namespace {

TEST(JsonSpan, IsExactlyTheTextOfEachValue) {
  constexpr std::string_view kText = "{\"a\": [1, {\"b\": \"c\"}],\n \"d\": {}}";
  auto root = parse(kText);
  ASSERT_TRUE(root);
  auto text_of = [&](const Value& value) { return kText.substr(value.span.offset, value.span.length); };
  EXPECT_EQ(text_of(*root), kText);
  const Value& list = *root->find("a");
  EXPECT_EQ(text_of(list), "[1, {\"b\": \"c\"}]");
  EXPECT_EQ(text_of(list.as_array()[0]), "1");
  EXPECT_EQ(text_of(list.as_array()[1]), "{\"b\": \"c\"}");
  const Value& d = *root->find("d");
  EXPECT_EQ(text_of(d), "{}");
  EXPECT_EQ(d.span.line, 2u);
  EXPECT_EQ(d.span.column, 7u);
}

}  // namespace
}  // namespace json

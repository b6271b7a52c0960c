#include "base/json_pointer.h"

#include <gtest/gtest.h>

namespace json {
namespace {

TEST(JsonPointer, SaysWhereAPlaceIs) {
  constexpr std::string_view kText = R"({"a": [10, {"b/c~": "x"}], "": 1})";
  auto nodes = read(kText);
  ASSERT_TRUE(nodes);
  auto at = [&](size_t offset) {
    std::string pointer = pointer_in_text(kText, offset);
    EXPECT_EQ(pointer_at(nodes->root(), offset), pointer);
    return pointer;
  };
  EXPECT_EQ(at(0), "");
  EXPECT_EQ(at(kText.find("\"a\"")), "/a");
  EXPECT_EQ(at(kText.find('[')), "/a");
  EXPECT_EQ(at(kText.find("10")), "/a/0");
  EXPECT_EQ(at(kText.find("{\"b")), "/a/1");
  EXPECT_EQ(at(kText.find("\"x\"")), "/a/1/b~1c~0");
  EXPECT_EQ(at(kText.find("\"\"")), "/");
}

TEST(JsonPointer, GoesAsFarAsATextIsJson) {
  EXPECT_EQ(pointer_in_text("{", 0), "");
  EXPECT_EQ(pointer_in_text(R"({"a": [1, x]})", 10), "/a/1");
}

}  // namespace
}  // namespace json

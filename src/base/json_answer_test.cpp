#include "base/json_answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace json {
namespace {

using testing::HasSubstr;

TEST(JsonAnswer, IsAnObjectOrAnError) {
  EXPECT_TRUE(parse_object("{}", "the answer"));
  for (const char* text : {"null", "[]", "1", "\"{}\"", "true"})
    EXPECT_THAT(parse_object(text, "the answer").error().message, HasSubstr("expected an object")) << text;
  for (const char* text : {"", "<html>", "{", "{}{}"})
    EXPECT_THAT(parse_object(text, "the answer").error().message, HasSubstr("the answer is not JSON"))
        << text;
}

TEST(JsonAnswer, SaysWhichMemberIsMissingOrWrong) {
  Value answer = Object{{"list", Array{1}}, {"text", "a"}, {"none", nullptr}};
  EXPECT_EQ((*array_at(answer, "list", "it"))->size(), 1u);
  EXPECT_EQ(*text_at(answer, "text", "it"), "a");
  EXPECT_EQ(array_at(answer, "text", "it").error().message, "it: `text` is string, expected a list");
  EXPECT_EQ(text_at(answer, "none", "it").error().message, "it: `none` is null, expected text");
  EXPECT_EQ(text_at(answer, "absent", "it").error().message, "it: `absent` is missing, expected text");
  EXPECT_EQ(array_at(Value(), "list", "it").error().message, "it: `list` is missing, expected a list");
}

}  // namespace
}  // namespace json

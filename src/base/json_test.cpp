#include "base/json.h"

#include <gtest/gtest.h>

namespace json {
namespace {

TEST(JsonParse, ReadsEveryKindOfValue) {
  auto value = parse(R"({"a": [null, true, -12, 1.5, "x\u00e9\ud83d\ude00"], "b": {}})");
  ASSERT_TRUE(value) << value.error().message;
  const Array& a = value->find("a")->as_array();
  EXPECT_TRUE(a[0].is_null());
  EXPECT_TRUE(a[1].as_bool());
  EXPECT_EQ(a[2].as_int(), -12);
  EXPECT_EQ(a[3].as_double(), 1.5);
  EXPECT_EQ(a[4].as_string(), "x\u00e9\U0001F600");
  EXPECT_TRUE(value->find("b")->as_object().empty());
}

struct Refused {
  std::string text;
  std::string message;
};
class JsonRefuses : public testing::TestWithParam<Refused> {};

TEST_P(JsonRefuses, WithThePlaceAndTheReason) {
  auto value = parse(GetParam().text);
  ASSERT_FALSE(value) << dump(*value);
  EXPECT_EQ(value.error().kind, base::ErrorKind::invalid);
  EXPECT_NE(value.error().message.find(GetParam().message), std::string::npos) << value.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    Table, JsonRefuses,
    testing::Values(Refused{"{\"a\": 1,\n \"a\": 2}", "line 2, column 2: duplicate name `a`"},
                    Refused{"{\"a\": 1, \"\\u0061\": 2}", "duplicate name `a`"},
                    Refused{"[1] 2", "line 1, column 5"}, Refused{"", "line 1, column 1"},
                    Refused{"\xEF\xBB\xBF[]", "line 1, column 1"}, Refused{"[NaN]", "column 2"},
                    Refused{"[1e999]", "too big"}, Refused{R"(["\ude00"])", "no character"},
                    Refused{R"({"\ude00": 1})", "no character"}, Refused{"[\"\xC3\"]", "line 1"},
                    Refused{std::string("[1\0]", 4), "NUL"}, Refused{std::string(200, '['), "nested deeper"},
                    Refused{"[01]", "line 1"}, Refused{"[1,]", "line 1"}));

TEST(JsonParse, ReadsZeroWithAnExponentAsZero) {
  EXPECT_EQ(parse("[0e90]")->as_array()[0].as_double(), 0.0);
}

TEST(JsonParse, SaysWhereEachValueStands) {
  auto value = parse("{\n  \"a\\\"b\": [10, \"xy\"]\n}");
  ASSERT_TRUE(value);
  const Member& member = *value->as_object().begin();
  EXPECT_EQ(member.name_span.line, 2U);
  EXPECT_EQ(member.name_span.column, 3U);
  EXPECT_EQ(member.name_span.length, 6U);
  const Value& text = member.value.as_array()[1];
  EXPECT_EQ(text.span.line, 2U);
  EXPECT_EQ(text.span.column, 16U);
  EXPECT_EQ(text.span.length, 4U);
  EXPECT_EQ(member.value.as_array()[0].span.column, 12U);
}

TEST(JsonValue, StringsAreThoseOfAnArray) {
  Value value = *parse(R"({"a":["x",1,"",["y"]],"b":"x","c":[]})");
  EXPECT_EQ(value.strings_at("a"), (std::vector<std::string>{"x", ""}));
  EXPECT_TRUE(value.strings_at("b").empty());
  EXPECT_TRUE(value.strings_at("c").empty());
  EXPECT_TRUE(value.strings_at("absent").empty());
}

TEST(JsonDump, IsReadBackAsTheSameValue) {
  Value value = Object{
      {"n", -1.25e-7}, {"i", int64_t{INT64_MIN}}, {"s", "a\"\\\n\x01\u20ac"}, {"l", Array{true, nullptr}}};
  EXPECT_EQ(*parse(dump(value)), value);
  EXPECT_EQ(*parse(dump_pretty(value)), value);
}

TEST(JsonObject, RefusesDuplicatesAmongManyMembersToo) {
  std::string text = "{";
  for (int i = 0; i < 100; ++i) text += fmt::format("\"k{}\": {}, ", i, i);
  EXPECT_TRUE(parse(text + "\"last\": 0}"));
  EXPECT_FALSE(parse(text + "\"k7\": 0}"));
}

}  // namespace
}  // namespace json

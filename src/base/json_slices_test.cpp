#include "base/json_slices.h"

#include <gtest/gtest.h>

#include <string>

namespace json {
namespace {

std::string shown(std::string_view text) {
  auto parts = slices(text);
  if (!parts) return "no";
  std::string out;
  for (const auto& part : *parts) out += std::string(part.name) + "=" + std::string(part.value) + ";";
  return out;
}

TEST(JsonSlices, PartsStandAsTheyAreWritten) {
  EXPECT_EQ(shown(R"( {"a" : 1 , "b":[ 1,2 ],"c":{"d":"}\"]"} } )"), R"(a=1;b=[ 1,2 ];c={"d":"}\"]"};)");
  EXPECT_EQ(shown(R"(["x",{},null])"), R"(="x";={};=null;)");
  EXPECT_EQ(shown("{}"), "");
  EXPECT_EQ(shown(R"({"a\"b":1})"), R"(a\"b=1;)");
}

TEST(JsonSlices, WhatIsNoWholeObjectOrListIsRefused) {
  for (std::string_view text : {"", "1", "\"a\"", "{", "[1", "{\"a\"}", "{\"a\":}", "[1,]", "{} x", "[1 2]",
                                "{\"a\":1,}", "[\"a]", "[\"\\", "{a:1}", "[1]]", "[a{}]"}) {
    EXPECT_EQ(shown(text), "no") << text;
  }
}

TEST(JsonCompact, DropsOnlyTheSpaceBetweenParts) {
  EXPECT_EQ(
      compact("{ \"a b\" : [ 1.10,\r\n\t12345678901234567890 ],\n \"c\\\" \": \"\\\\\" , \"d\": true }"),
      "{\"a b\":[1.10,12345678901234567890],\"c\\\" \":\"\\\\\",\"d\":true}");
  EXPECT_EQ(compact(" 1e3 "), "1e3");
}

}  // namespace
}  // namespace json

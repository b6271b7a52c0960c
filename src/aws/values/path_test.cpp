#include "aws/values/path.h"

#include <gtest/gtest.h>

namespace aws {
namespace {

TEST(Path, FindsWhatTheExpressionSays) {
  struct Row {
    std::string_view value, expression, found;
  };
  for (auto [value, expression, found] : {
           Row{R"({"a":1})", "a", "1"},
           Row{R"({"a":{"b":"x"}})", "a.b", R"("x")"},
           Row{R"({"a":{}})", "a.b", "null"},
           Row{R"({"a":5})", "a.b", "null"},
           Row{R"({})", "a[].b", "null"},
           Row{R"({"a":[{"b":1},{"c":2},{"b":3}]})", "a[].b", "[1,3]"},
           Row{R"({"r":[{"i":[{"s":1},{"s":2}]},{"i":[{"s":3}]}]})", "r[].i[].s", "[1,2,3]"},
           Row{R"({"r":[{"i":{"n":1}},{"i":{"n":2}}]})", "r[].i.n", "[1,2]"},
           Row{R"({"a":[1,2,3]})", "a[-1]", "3"},
           Row{R"({"a":[1,2,3]})", "a[0]", "1"},
           Row{R"({"a":[1,2,3]})", "a[3]", "null"},
           Row{R"({"a":[]})", "a[-1].k", "null"},
           Row{R"({"a":[{"k":"x"}]})", "a[-1].k", R"("x")"},
           Row{R"({"n":"","a":[{"k":"x"}]})", "n || a[-1].k", R"("x")"},
           Row{R"({"n":"y","a":[{"k":"x"}]})", "n || a[-1].k", R"("y")"},
           Row{R"({"a":[]})", "length(a[]) > `0`", "false"},
           Row{R"({"a":[1]})", "length(a[]) > `0`", "true"},
           Row{R"({"a":[{"b":1}]})", "length(a[].b) > `0`", "true"},
           Row{R"({"a":"secret"})", "length(a) > `0`", "true"},
           Row{R"({"a":[]})", "length(a) == `0`", "true"},
           Row{R"({})", "length(a) == `0`", "true"},
       }) {
    EXPECT_EQ(json::dump(find_path(*json::parse(value), expression)), found) << value << " " << expression;
  }
  EXPECT_TRUE(finds_many("a[].b"));
  EXPECT_FALSE(finds_many("a[-1].b"));
  EXPECT_FALSE(finds_many("length(a[]) > `0`"));
}

}  // namespace
}  // namespace aws

#include "services/cloudwatch/expression.h"

#include <gtest/gtest.h>

namespace account::cloudwatch {
namespace {

const std::map<std::string, Series, std::less<>> kSeries = {
    {"a", {{0, 1}, {1000, 2}, {2000, 3}}}, {"b", {{0, 10}, {2000, 30}}}, {"zero", {{0, 0}, {1000, 0}}}};

std::string shown(const Series& series) {
  std::string text;
  for (auto [time, value] : series)
    text += fmt::format("{}{}:{}", text.empty() ? "" : " ", time / 1000, value);
  return text;
}

std::string result_of(std::string_view expression) {
  Sources sources{[](std::string_view id) -> base::Result<Series> {
                    auto found = kSeries.find(id);
                    if (found == kSeries.end()) return base::fail(base::ErrorKind::invalid, "no `{}`", id);
                    return found->second;
                  },
                  {"a", "b"},
                  {0, 4000, 1000}};
  auto result = compute(expression, sources);
  if (!result) return "!" + result.error().message;
  if (auto* number = std::get_if<double>(&*result)) return fmt::format("{}", *number);
  if (auto* series = std::get_if<Series>(&*result)) return shown(*series);
  if (auto* text = std::get_if<std::string>(&*result)) return *text;
  std::string all;
  for (const Series& one : std::get<std::vector<Series>>(*result)) all += "[" + shown(one) + "]";
  return all;
}

TEST(Expression, computes) {
  struct Row {
    std::string_view expression, result;
  };
  for (auto [expression, result] : {Row{"1 + 2 * 3", "7"},
                                    Row{"(1 + 2) * 3", "9"},
                                    Row{"2 ^ 3 - 1", "7"},
                                    Row{"-a + 1", "0:0 1:-1 2:-2"},
                                    Row{"a + b", "0:11 2:33"},
                                    Row{"10 / a", "0:10 1:5 2:3.3333333333333335"},
                                    Row{"a / zero", ""},
                                    Row{"a > 1 AND a < 3", "0:0 1:1 2:0"},
                                    Row{"a == 1 || a >= 3", "0:1 1:0 2:1"},
                                    Row{"a != 1", "0:0 1:1 2:1"},
                                    Row{"SUM(a)", "6"},
                                    Row{"AVG(a)", "2"},
                                    Row{"MIN(a)", "1"},
                                    Row{"MAX(a)", "3"},
                                    Row{"SUM([a, b])", "0:11 1:2 2:33"},
                                    Row{"MAX(METRICS())", "0:10 1:2 2:30"},
                                    Row{"METRICS('b')", "[0:10 2:30]"},
                                    Row{"[a, b] * 2", "[0:2 1:4 2:6][0:20 2:60]"},
                                    Row{"ABS(0 - a)", "0:1 1:2 2:3"},
                                    Row{"CEIL(a / 2)", "0:1 1:1 2:2"},
                                    Row{"FLOOR(a / 2)", "0:0 1:1 2:1"},
                                    Row{"FILL(b, 0)", "0:10 1:0 2:30 3:0"},
                                    Row{"FILL(b, REPEAT)", "0:10 1:10 2:30 3:30"},
                                    Row{"FILL(b, LINEAR)", "0:10 1:20 2:30"},
                                    Row{"FILL(b, a)", "0:10 1:2 2:30"},
                                    Row{"IF(a > 1, a, b)", "0:10 1:2 2:3"},
                                    Row{"IF(a > 1, 5)", "1:5 2:5"},
                                    Row{"IF(1, a, b)", "0:1 1:2 2:3"},
                                    Row{"DIFF(b)", "2:20"},
                                    Row{"RATE(b)", "2:10"},
                                    Row{"RUNNING_SUM(a)", "0:1 1:3 2:6"},
                                    Row{"PERIOD(a)", "1"}})
    EXPECT_EQ(result_of(expression), result) << expression;
}

TEST(Expression, refuses_what_it_does_not_understand) {
  for (std::string_view expression :
       {"", "a +", "a b", "(a", "c", "SEARCH('x')", "SUM()", "SUM(1, 2)", "[1]", "[a, b] + [a, b]", "'x' + 1",
        "a $ b", "FILL(1, 2)", "FILL(a, NEXT)", "METRICS(1)", "'x", "SELECT AVG(a) FROM b", "IF(a)"})
    EXPECT_EQ(result_of(expression).substr(0, 1), "!") << expression;
  EXPECT_EQ(result_of(std::string(500, '(') + "a" + std::string(500, ')')), "!it is nested too deeply");
  EXPECT_EQ(result_of(std::string(500, '-') + "a"), "!it is nested too deeply");
}

}  // namespace
}  // namespace account::cloudwatch

#include "platform/workloads/job_outputs.h"

#include <gmock/gmock.h>

namespace platform {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// The value of an output in the job's file, and that of the variable.
TEST(JobOutputs, BecomeTextAsTheJobWroteThem) {
  struct Row {
    const char* json;
    const char* text;
  };
  const Row rows[] = {
      {R"("text")", "text"},
      {R"("a \"b\"\u00e9\n")", "a \"b\"\u00e9\n"},
      {R"("1.10")", "1.10"},
      {"1.10", "1.10"},
      {"7", "7"},
      {"-0", "-0"},
      {"1e3", "1e3"},
      {"1.0E+2", "1.0E+2"},
      {"12345678901234567890", "12345678901234567890"},
      {"123456789012345678901234567890.5", "123456789012345678901234567890.5"},
      {"0.1000000000000000055511151231257827", "0.1000000000000000055511151231257827"},
      {"true", "true"},
      {"null", "null"},
      {"[ 1.10,\n  \"a b\" ]", "[1.10,\"a b\"]"},
      {R"({ "id": 12345678901234567890, "s": "\u00e9 \\ \" ," })",
       R"({"id":12345678901234567890,"s":"\u00e9 \\ \" ,"})"},
      {"{}", "{}"},
  };
  for (const Row& row : rows) {
    std::vector<std::string> warnings;
    VariableValues outputs =
        parse_outputs(std::string("{\n \"a\": { \"value\": ") + row.json + " } }\n", warnings);
    EXPECT_EQ(outputs["A"], row.text);
    EXPECT_THAT(warnings, ElementsAre()) << row.json;
  }
}

TEST(JobOutputs, ThatCannotBeReadAreAWarningWithItsReason) {
  using namespace std::string_literals;
  struct Row {
    std::string text;
    const char* warning;
  };
  const Row rows[] = {
      {"\xEF\xBB\xBF{}",
       "its outputs are no JSON object: invalid JSON at line 1, column 1: a byte order mark"},
      {"\xFF\xFE{\0}\0"s, "the text is UTF-16, expected UTF-8"},
      {"{\"a\": {\"value\": \"\\udc00\"}}", "a byte or an escape that is no character"},
      {"{\"a\": {\"value\": 1.}}", "missing digits behind the point of a number"},
      {"[1]", "expected {NAME: {value}}"},
      {"{\"a\": 1}", "its output `a` has no `value`"},
  };
  for (const Row& row : rows) {
    std::vector<std::string> warnings;
    EXPECT_TRUE(parse_outputs(row.text, warnings).empty());
    EXPECT_THAT(warnings, ElementsAre(HasSubstr(row.warning)));
  }
}

}  // namespace
}  // namespace platform

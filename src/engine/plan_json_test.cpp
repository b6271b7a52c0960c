#include "engine/plan_json.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "tests/source_dir.h"

namespace engine {
namespace {

std::string example() {
  return *base::read_file(SLIPWAY_SOURCE_DIR "/src/engine/testdata/plan.json");
}

TEST(Plan, IsWrittenAsItWasRead) {
  std::string text = example();
  base::Diagnostics diagnostics("plan.json", text);
  Plan plan = parse_plan(text, diagnostics);
  ASSERT_TRUE(diagnostics.empty()) << diagnostics.render();
  ASSERT_EQ(plan.steps.size(), 4U);
  EXPECT_EQ(plan.steps[1].needs, std::vector<std::string>{"network/vpc"});
  EXPECT_EQ(json::dump_pretty(to_json(plan)), text);
}

// One thing in the example is replaced by another, and the plan is refused for it.
struct Row {
  std::string_view old_text, new_text, error;
};
constexpr Row kRows[] = {
    {R"("version": 1)", R"("version": 2)", "reads plans of version 1"},
    {R"("serial": 12)", R"("serial": -1)", "an integer from 0"},
    {R"("lineage": "5f0c2a52-8a57-4c0e-9d57-0a7b2a8a52f1")", R"("lineage": "")", "not empty"},
    {R"("steps": [)", R"("stages": [)", "`steps` is missing"},
    {R"("id": "network/subnet/a")", R"("id": "network/vpc")", "another step has the id `network/vpc`"},
    {R"("needs": [])", R"("needs": ["network/subnet/a"])", "no step before it"},
    {R"("needs": [])", R"("needs": ["network/vpc"])", "no step before it"},
    {R"("needs": [])", R"("needs": {})", "`needs` is a list"},
    {R"("action": "create")", R"("action": "make")", "`make` is no action"},
    {R"("impact": "restarts")", R"("impact": "explodes")", "`explodes` is no impact"},
    {R"("forcedBy": [])", R"("forcedBy": [1])", "`forcedBy` is a list of texts"},
    {R"("generation": 1)", R"("generation": 0)", "an integer from 1"},
    {R"("number": 2,)", R"("number": 3,)", "fewer parts"},
    {R"("number": 1,
        "of": 2)",
     R"("number": 1,
        "of": 1)",
     "`database/password` has 2 parts, and 1 are here"},
    {R"("region": "eu-west-3")", R"("zone": "eu-west-3a")", "an account and a region, or a cluster"},
    {R"("region": "eu-west-3")", R"("region": {"$after": "x"})", "a text was expected, or an output"},
    {R"("$after": "network/vpc.VpcId")", R"("$after": "network/vpc")", "no output"},
    {R"("digest": "0a1b")", R"("digest": "hunter2")", "no reference"},
    {R"("$$cost-center")", R"("x", "$cost": "center")", "`$cost` stands for nothing"},
    {R"("times": 3)", R"("times": 0)", "an integer from 1"},
    {R"("expectedSeconds": 2)", R"("expectedSeconds": 2.5)", "an integer from 0"},
    {R"("steps": [)", R"("steps": [7,)", "is missing"},
    {R"({
  "version")",
     R"([{
  "version")",
     ""},
};

TEST(Plan, IsRefusedUnlessItHoldsTogether) {
  for (const Row& row : kRows) {
    std::string text = example();
    size_t at = text.find(row.old_text);
    ASSERT_NE(at, std::string::npos) << row.old_text;
    text.replace(at, row.old_text.size(), row.new_text);
    base::Diagnostics diagnostics("plan.json", text);
    parse_plan(text, diagnostics);
    EXPECT_TRUE(diagnostics.has_errors()) << row.new_text;
    EXPECT_NE(diagnostics.render().find(row.error), std::string::npos) << row.new_text << "\n"
                                                                       << diagnostics.render();
  }
}

}  // namespace
}  // namespace engine

// Plans of several states: as one, in part, saved, and within limits.
#include "engine/command/plans.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/command/limits.h"
#include "engine/command/plan_file.h"
#include "engine/command/plan_scope.h"
#include "engine/testing/laboratory.h"

namespace engine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string length_of(std::string_view text) {
  return std::to_string(text.size());
}

class PlansTest : public testing::Test {
 protected:
  PlansTest() {
    plans_.states.push_back(state("cluster@here", "cluster", ""));
    plans_.states.push_back(state("project/prod", "prod", "cluster@here"));
  }

  // Two things that are yet to be made, the second with the first.
  PlannedState state(const std::string& name, const std::string& short_name, const std::string& stands_on) {
    PlannedState state{.name = name, .short_names = {short_name}, .sort = "test", .stands_on = stands_on};
    for (const char* address : {"a", "b"}) {
      Resource resource;
      resource.address = address;
      resource.kind = "token";
      resource.connection = {"prod", "eu-west-3", nullptr};
      resource.desired = json::Object{{"size", 1}};
      resource.why = "the test";
      if (address == std::string("b")) resource.needs = {"a"};
      state.desired.push_back(std::move(resource));
    }
    if (!stands_on.empty()) state.desired.back().address = "c";
    state.kinds = world_kinds();
    base::Diagnostics diagnostics;
    state.planned =
        make_plan({state.desired, state.state, state.observed, state.kinds}, state.options, diagnostics);
    EXPECT_TRUE(diagnostics.list().empty());
    return state;
  }
  std::vector<std::string> addresses() {
    std::vector<std::string> all;
    for (const Step& step : as_one(plans_).plan.steps) all.push_back(step.address);
    return all;
  }
  std::string error_of(const std::string& text) {
    auto found = find_planned(text, plans_);
    return found ? "found " + found->state->name : found.error().message + "; " + found.error().hint;
  }

  Plans plans_;
};

TEST_F(PlansTest, AnAddressOfTwoStatesHasItsStateInFront) {
  EXPECT_THAT(addresses(), ElementsAre("cluster@here:a", "b", "project/prod:a", "c"));
  EXPECT_EQ(error_of("c"), "found project/prod");
  EXPECT_EQ(error_of("cluster:a"), "found cluster@here");
  EXPECT_EQ(error_of("a"), "2 states have `a`; say which:\n    cluster@here:a\n    project/prod:a");
  EXPECT_THAT(error_of("nothing"), HasSubstr("is neither desired nor there"));
}

TEST_F(PlansTest, ATargetNeedsAllOfWhatItsStateStandsOn) {
  ASSERT_TRUE(apply_scope({{"prod:a"}, {}}, plans_));
  EXPECT_THAT(addresses(), ElementsAre("cluster@here:a", "b", "project/prod:a"));
  EXPECT_TRUE(plans_.is_part);
}

TEST_F(PlansTest, WhatStandsOnSomethingIncompleteWaits) {
  ASSERT_TRUE(apply_scope({{}, {"b"}}, plans_));
  EXPECT_THAT(addresses(), ElementsAre("a"));
  EXPECT_FALSE(apply_scope({{"d"}, {}}, plans_));
}

TEST_F(PlansTest, ASavedPlanIsTheSameOrRefused) {
  std::string text = json::dump(plan_document(plans_, "f.yaml", "text", length_of));
  EXPECT_TRUE(is_saved_plan(text));
  auto saved = parse_saved_plan(text, length_of);
  ASSERT_TRUE(saved) << saved.error().message;
  EXPECT_TRUE(check_same(*saved, plans_));
  EXPECT_TRUE(check_file(*saved, "text", length_of));
  EXPECT_FALSE(check_file(*saved, "another text", length_of));
  EXPECT_FALSE(parse_saved_plan(text + " ", [](std::string_view) { return "another digest"; }));
  EXPECT_FALSE(parse_saved_plan(text.substr(0, 40), length_of));
  plans_.states[1].planned.plan.steps.pop_back();
  EXPECT_THAT(check_same(*saved, plans_).error().message, HasSubstr("was changed since the plan was made"));
  plans_.states.pop_back();
  EXPECT_THAT(check_same(*saved, plans_).error().message, HasSubstr("is not what the plan says any more"));
}

// Before a key is made, secrets have no digests; with the same file they are the same secrets.
TEST_F(PlansTest, ASavedPlanIsNotComparedByItsDigests) {
  json::Value& after = plans_.states[0].planned.plan.steps[0].after;
  after.as_object().set("secret", secret({"NAME", "00"}));
  auto saved = parse_saved_plan(json::dump(plan_document(plans_, "f", "", length_of)), length_of);
  ASSERT_TRUE(saved) << saved.error().message;
  after.as_object().set("secret", secret({"NAME", "ab12"}));
  EXPECT_TRUE(check_same(*saved, plans_));
  after.as_object().set("secret", secret({"OTHER", "ab12"}));
  EXPECT_FALSE(check_same(*saved, plans_));
}

TEST_F(PlansTest, NoMoreThanTheLimitIsDestroyed) {
  for (Step& step : plans_.states[0].planned.plan.steps) {
    step.action = Action::destroy;
    step.after = nullptr;
  }
  EXPECT_TRUE(check_limits({}, plans_));
  EXPECT_TRUE(check_limits({{}, 2}, plans_));
  base::Status refusal = check_limits({{}, 1}, plans_);
  ASSERT_FALSE(refusal);
  EXPECT_TRUE(is_refusal(refusal.error()));
  EXPECT_THAT(refusal.error().message, HasSubstr("2 things would be destroyed, and 1 are allowed"));
  EXPECT_FALSE(check_limits({{"x"}, {}}, plans_));
}

TEST(NearestTest, NamesAtMostThree) {
  EXPECT_EQ(nearest("abc", {"xyz"}), "");
  EXPECT_EQ(nearest("abc", {"abd", "xyz"}), "`abd`");
  EXPECT_EQ(nearest("abc", {"abd", "abe"}), "`abd` or `abe`");
}

}  // namespace
}  // namespace engine

// A saved plan is carried out as it was shown, or not at all; and `up` destroys no more than it may.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/command/plan_file.h"
#include "platform/command/planning.h"
#include "platform/command/up_limits.h"
#include "platform/state/digest_key.h"
#include "platform/testing/deployment.h"

namespace platform {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kReader = "reader: { image: x, aws: { policies: [AmazonS3ReadOnlyAccess] } }";

class SavedPlanTest : public DeploymentTest {
 protected:
  void SetUp() override { read(file(kReader)); }

  engine::Plans plan() {
    Platform p = platform();
    Platform own = with_limits(p, limits_);
    auto made = plan_up(configuration_, {}, own);
    EXPECT_TRUE(made) << made.error().message;
    return made ? std::move(*made) : engine::Plans();
  }
  std::string save() {
    return json::dump_pretty(engine::plan_document(plan(), "slipway.yaml", "text", digest_of_text));
  }

  // `slipway up plan.json`
  std::string up_saved(const std::string& text) {
    auto saved = engine::parse_saved_plan(text, digest_of_text);
    if (!saved) return "error: " + saved.error().message;
    Platform p = platform();
    Platform own = with_limits(p, limits_);
    auto work = Up::prepare(configuration_, own);
    if (!work) return "error: " + work.error().message;
    if (auto same = engine::check_same(*saved, plan()); !same) return "error: " + same.error().message;
    auto done = (*work)->apply();
    return done ? "done" : "error: " + done.error().message;
  }

  engine::Limits limits_;
};

TEST_F(SavedPlanTest, WhatWasShownIsMadeAndThenItIsStale) {
  std::string saved = save();
  EXPECT_TRUE(engine::is_saved_plan(saved));
  EXPECT_FALSE(engine::is_saved_plan(file(kReader)));
  EXPECT_EQ(up_saved(saved), "done") << "an environment that is yet to be made gets the id of the plan";
  EXPECT_EQ(world_.namespaces.size(), 1U);
  EXPECT_THAT(saved, HasSubstr(world_.namespaces.begin()->first));
  EXPECT_THAT(up_saved(saved), HasSubstr("the plan is one of another state"));
  EXPECT_EQ(up_saved(save()), "done") << "nothing is to be done";
}

TEST_F(SavedPlanTest, WhatHasChangedSinceIsToldAndNothingIsDone) {
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  read(file("reader: { image: x, aws: { policies: [AmazonS3FullAccess] } }"));
  std::string saved = save();
  std::string role = "slipway-" + world_.namespaces.begin()->first + "-reader";
  world_.account->set_trust(role, trust_in_service("ec2.amazonaws.com"));
  world_.changes.clear();
  EXPECT_THAT(up_saved(saved), HasSubstr("`role/" + role + "` was changed since the plan was made"));
  EXPECT_THAT(world_.changes, testing::IsEmpty());
  saved = save();
  read(file("reader: { image: y, aws: { policies: [AmazonS3FullAccess] } }"));
  EXPECT_THAT(up_saved(saved), HasSubstr("`service/reader` was changed since the plan was made"));
  EXPECT_EQ(up_saved(save()), "done");
}

TEST_F(SavedPlanTest, OnlyWhatSlipwayWroteIsTaken) {
  std::string saved = save();
  std::string other = saved;
  other.replace(other.find("\"create\""), 8, "\"change\"");
  EXPECT_THAT(engine::parse_saved_plan(other, digest_of_text).error().message,
              HasSubstr("was changed after it was made"));
  EXPECT_THAT(engine::parse_saved_plan(saved.substr(0, saved.size() / 2), digest_of_text).error().message,
              HasSubstr("is damaged"));
  other = saved;
  other.replace(other.find("\"version\": 1"), 12, "\"version\": 2");
  EXPECT_THAT(engine::parse_saved_plan(other, digest_of_text).error().message,
              HasSubstr("of a version that this Slipway does not read"));
  engine::Plans part = plan();
  part.is_part = true;
  EXPECT_THAT(engine::parse_saved_plan(json::dump(engine::plan_document(part, "f", "", digest_of_text)),
                                       digest_of_text)
                  .error()
                  .message,
              HasSubstr("is one of a part"));
  EXPECT_TRUE(engine::check_file(*engine::parse_saved_plan(saved, digest_of_text), "text", digest_of_text));
  EXPECT_THAT(engine::check_file(*engine::parse_saved_plan(saved, digest_of_text), "other", digest_of_text)
                  .error()
                  .message,
              HasSubstr("`slipway.yaml` was changed since the plan was made"));
}

TEST_F(SavedPlanTest, MoreThanMayBeDestroyedIsRefused) {
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  read(file("other: { image: x }"));
  engine::Plans made = plan();
  limits_.max_destroy = 1;
  EXPECT_THAT(engine::check_limits(limits_, made).error().message,
              HasSubstr("things would be destroyed, and 1 are allowed"));
  limits_.max_destroy = 10;
  EXPECT_TRUE(engine::check_limits(limits_, made));
  limits_.allow_destroy = {"dev:clutser"};
  EXPECT_THAT(engine::check_limits(limits_, made).error().hint, HasSubstr("did you mean `cluster`?"));
}

}  // namespace
}  // namespace platform

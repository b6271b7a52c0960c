// States that are kept elsewhere than in the home: said once, shared, moved. Two homes are two machines.
#include "engine/keep/places.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/command/state_listing.h"
#include "engine/keep/file_keep.h"
#include "engine/keep/history.h"
#include "platform/command/known_states.h"
#include "platform/command/migrate.h"
#include "platform/command/planning.h"
#include "platform/testing/deployment.h"

namespace platform {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kReader = "reader: { image: x, aws: { policies: [AmazonS3ReadOnlyAccess] } }";

class KeepsTest : public DeploymentTest {
 protected:
  void SetUp() override { read(file(kReader)); }

  void give(Home& home, const std::string& place) { home.give({place, {}}); }
  Platform on(const Home& home, const StateFiles& files) {
    Platform p = platform();
    return {.connections = p.connections,
            .home = home,
            .files = files,
            .clock = p.clock,
            .random = p.random,
            .progress = p.progress,
            .started_together = 1,
            .awaited_together = 1,
            .calls_at_once = 0};
  }
  std::string up_on(const Home& home) {
    StateFiles files(home);
    Platform p = on(home, files);
    auto work = Up::prepare(configuration_, p);
    if (!work) return "error: " + work.error().message + "; " + work.error().hint;
    base::Status done = (*work)->apply();
    return done ? render((*work)->plan()) : "error: " + done.error().message;
  }
  std::string down_on(const Home& home) {
    StateFiles files(home);
    Platform p = on(home, files);
    auto work = Down::prepare(configuration_, p);
    if (!work) return "error: " + work.error().message;
    base::Status done = (*work)->apply();
    return done ? render((*work)->plan()) : "error: " + done.error().message;
  }
  // What `up` would do. Another machine's services and tokens are that one's: they do not count.
  std::vector<std::string> steps_on(const Home& home) {
    StateFiles files(home);
    Platform p = on(home, files);
    auto made = plan_up(configuration_, {}, p);
    if (!made) return {"error: " + made.error().message};
    std::vector<std::string> addresses;
    for (const engine::Step& step : as_one(*made).plan.steps)
      if (!step.address.starts_with("service/") && !step.address.starts_with("token/"))
        addresses.push_back(step.address);
    return addresses;
  }
  std::vector<std::string> move(const Home& home, const std::string& place) {
    StateFiles files(home);
    Platform p = on(home, files);
    auto moved = move_states(*known_states(home), place, p);
    EXPECT_TRUE(moved) << moved.error().message;
    return moved.value_or(std::vector<std::string>());
  }

  std::string shared_ = folder_ + "-shared", there_ = folder_ + "-there";
  Home other_{folder_ + "-other"};

  ~KeepsTest() override {
    for (const std::string& each : {shared_, there_, other_.root()}) std::filesystem::remove_all(each);
  }
};

TEST_F(KeepsTest, APlaceIsSaidOnce) {
  give(home_, shared_);
  ASSERT_THAT(up_on(home_), Not(HasSubstr("error: ")));
  EXPECT_TRUE(engine::FileKeep::is_written(shared_ + "/environments/acme/tutorial/production"));
  EXPECT_TRUE(engine::FileKeep::is_written(shared_ + "/clusters/acme/dev@eu-west-3"));
  EXPECT_FALSE(base::exists(home_.root() + "/environments/acme/tutorial/production"));
  give(home_, "");
  EXPECT_THAT(steps_on(home_), IsEmpty());
  auto listed = engine::list_states(engine::names_of(*known_states(home_)), home_.places(), clock_);
  ASSERT_TRUE(listed);
  EXPECT_THAT(render(*listed), HasSubstr("  in " + shared_ + "/environments/acme/tutorial/production\n"));
  EXPECT_THAT(down_on(home_), Not(HasSubstr("error: ")));
  EXPECT_TRUE(world_.is_empty());
  EXPECT_FALSE(base::exists(home_.root() + "/environments")) << "nothing is remembered";
  for (const char* name : {"/environments/acme/tutorial/production", "/clusters/acme/dev@eu-west-3"}) {
    engine::FileKeep keep(shared_ + name, clock_);
    EXPECT_TRUE(engine::load(keep)->state.records.empty());
    EXPECT_FALSE(keep.holder()->has_value()) << "its lock was given back";
  }
}

TEST_F(KeepsTest, AnotherMachineGoesOnFromIt) {
  give(home_, shared_);
  give(other_, shared_);
  ASSERT_THAT(up_on(home_), Not(HasSubstr("error: ")));
  EXPECT_THAT(steps_on(other_), IsEmpty());
  world_.changes.clear();
  ASSERT_THAT(up_on(other_), Not(HasSubstr("error: ")));
  EXPECT_THAT(world_.changes, Not(testing::Contains(HasSubstr("iam Create"))));
  EXPECT_THAT(down_on(other_), HasSubstr("service reader"));
  EXPECT_TRUE(world_.is_empty());
}

// Without an `up` of its own, too: the state knows what was made.
TEST_F(KeepsTest, AnotherMachineRemovesWhatItsStateKnows) {
  give(home_, shared_);
  give(other_, shared_);
  ASSERT_THAT(up_on(home_), Not(HasSubstr("error: ")));
  EXPECT_THAT(down_on(other_), HasSubstr("cluster dev"));
  EXPECT_TRUE(world_.account->is_empty());
  EXPECT_TRUE(world_.namespaces.empty());
}

TEST_F(KeepsTest, WhoRemovesWhatIsNowhereMakesNothing) {
  give(other_, shared_);
  EXPECT_EQ(down_on(other_), "");
  EXPECT_FALSE(base::exists(shared_));
  EXPECT_FALSE(base::exists(other_.root()));
}

TEST_F(KeepsTest, AClusterStaysThatAnotherMachinesEnvironmentsUse) {
  give(home_, shared_);
  give(other_, shared_);
  ASSERT_THAT(up_on(home_), Not(HasSubstr("error: ")));
  std::string staging = file(kReader);
  read(staging.replace(staging.find("production"), 10, "staging"));
  ASSERT_THAT(up_on(other_), Not(HasSubstr("error: ")));
  EXPECT_THAT(down_on(other_), HasSubstr("uses it too"));
  EXPECT_EQ(world_.namespaces.size(), 1U);
  EXPECT_FALSE(world_.is_empty());
  read(file(kReader));
  EXPECT_THAT(down_on(home_), Not(HasSubstr("uses it too")));
  EXPECT_TRUE(world_.is_empty());
}

// A role of cluster scope goes with the last that has it, whichever machine that is of.
TEST_F(KeepsTest, ARoleStaysThatAnotherMachinesEnvironmentsUse) {
  constexpr const char* kSharing =
      "reader: { image: x, aws: { policies: [AmazonS3ReadOnlyAccess], scope: cluster } }";
  give(home_, shared_);
  give(other_, shared_);
  read(file(kSharing));
  ASSERT_THAT(up_on(home_), Not(HasSubstr("error: ")));
  std::string staging = file(kSharing);
  read(staging.replace(staging.find("production"), 10, "staging"));
  ASSERT_THAT(up_on(other_), Not(HasSubstr("error: ")));
  EXPECT_THAT(down_on(other_), HasSubstr("= role slipway-dev-reader"));
  EXPECT_TRUE(world_.account->has_role("slipway-dev-reader"));
  read(file(kSharing));
  EXPECT_THAT(down_on(home_), HasSubstr("- role slipway-dev-reader"));
  EXPECT_TRUE(world_.is_empty());
}

TEST_F(KeepsTest, WhatOtherMachinesKeepThereIsListed) {
  auto names = [&](const Home& home) {
    std::vector<std::string> found;
    auto states = known_states_everywhere(home, clock_);
    EXPECT_TRUE(states) << states.error().message;
    if (states)
      for (const engine::NamedState& each : *states) found.push_back(each.whole_name() + " of " + each.sort);
    return found;
  };
  give(home_, shared_);
  ASSERT_THAT(up_on(home_), Not(HasSubstr("error: ")));
  EXPECT_THAT(names(other_), IsEmpty()) << "it was told of no place";
  give(other_, shared_);
  std::vector<std::string> both = {"acme/dev@eu-west-3 of cluster",
                                   "acme/tutorial/production of environment"};
  EXPECT_EQ(names(other_), both);
  EXPECT_EQ(names(home_), both) << "what is known is told once";
  auto listed = engine::list_states(*known_states_everywhere(other_, clock_), other_.places(), clock_);
  ASSERT_TRUE(listed);
  EXPECT_THAT(render(*listed), HasSubstr("account/reader#1"));
  ASSERT_THAT(down_on(home_), Not(HasSubstr("error: ")));
  EXPECT_THAT(names(other_), IsEmpty()) << "a journal stays, and nothing stands in it";
}

TEST_F(KeepsTest, AStateIsNotSoughtWhereItIsNot) {
  ASSERT_THAT(up_on(home_), Not(HasSubstr("error: ")));
  give(home_, shared_);
  std::string told = up_on(home_);
  EXPECT_THAT(told, HasSubstr("the state is kept at " + home_.root() + "/clusters/acme/dev@eu-west-3, and " +
                              shared_ + " was given"));
  EXPECT_THAT(told, HasSubstr("slipway state migrate --to " + shared_));
  EXPECT_FALSE(base::exists(shared_));
}

TEST_F(KeepsTest, WhoeverComesLateIsToldWhereItIs) {
  give(home_, shared_);
  give(other_, shared_);
  ASSERT_THAT(up_on(home_), Not(HasSubstr("error: ")));
  ASSERT_THAT(up_on(other_), Not(HasSubstr("error: ")));
  give(home_, "");
  EXPECT_EQ(move(home_, there_).size(), 2U);
  EXPECT_EQ(move(home_, there_).size(), 0U) << "all of it is there already";
  EXPECT_THAT(steps_on(home_), IsEmpty());
  EXPECT_THAT(up_on(other_), HasSubstr("is kept at " + there_ + " by now"));
  give(other_, there_);
  EXPECT_THAT(steps_on(other_), IsEmpty());
  give(other_, "");
  EXPECT_THAT(up_on(other_), Not(HasSubstr("error: "))) << "it knows by now";
  move(home_, "");
  EXPECT_THAT(steps_on(home_), IsEmpty());
  EXPECT_TRUE(engine::FileKeep::is_written(home_.root() + "/environments/acme/tutorial/production"));
}

TEST_F(KeepsTest, WhatIsNoFolderIsOpenedByWhoGaveIt) {
  std::vector<std::string> asked;
  home_.give({"s3://bucket/prefix", [&](const std::string& address) {
                asked.push_back(address);
                return base::Result<std::unique_ptr<engine::Keep>>(base::fail(base::ErrorKind::denied, "no"));
              }});
  EXPECT_THAT(up_on(home_), HasSubstr("error: cluster dev@eu-west-3: no"));
  EXPECT_THAT(asked, testing::Each(std::string("s3://bucket/prefix/clusters/acme/dev@eu-west-3")));
}

}  // namespace
}  // namespace platform

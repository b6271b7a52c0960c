// States that are kept elsewhere than in the home: said once, shared, moved. Two homes are two machines.
#include "engine/keep/places.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/command/state_listing.h"
#include "engine/keep/entry_line.h"
#include "engine/keep/file_keep.h"
#include "engine/keep/history.h"
#include "engine/state/backup.h"
#include "platform/command/drift.h"
#include "platform/command/known_states.h"
#include "platform/command/migrate.h"
#include "platform/command/planning.h"
#include "platform/state/digest_key.h"
#include "platform/target/locks.h"
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
    auto moved = move_states(engine::names_of(*known_states(home)), place, p);
    EXPECT_TRUE(moved) << moved.error().message;
    return moved ? moved->names : std::vector<std::string>();
  }

  // Of the cluster, and of the environment.
  static std::vector<std::string> folders_of(const Home& home) {
    return {home.root() + "/clusters/acme/dev@eu-west-3",
            home.root() + "/environments/acme/tutorial/production"};
  }

  std::string shared_ = folder_ + "-shared", there_ = folder_ + "-there";
  Home other_{folder_ + "-other"};
  std::vector<StateFiles::Damaged> damaged_;

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
  EXPECT_THAT(render(listed), HasSubstr("  in " + shared_ + "/environments/acme/tutorial/production\n"));
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
    auto states = known_states_everywhere(home, clock_, damaged_);
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
  auto listed =
      engine::list_states(*known_states_everywhere(other_, clock_, damaged_), other_.places(), clock_);
  EXPECT_THAT(render(listed), HasSubstr("account/reader#1"));
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

// Whoever loses the race for a state that is yet to be made knows where it is: of the cluster and of the environment.
TEST_F(KeepsTest, WhoLosesTheFirstRaceKnowsWhereAllOfItIs) {
  give(home_, shared_);
  give(other_, shared_);
  StateFiles files(home_);
  Platform p = on(home_, files);
  auto first = Up::prepare(configuration_, p);
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_THAT(up_on(other_), HasSubstr("error: "));
  ASSERT_TRUE((*first)->apply());
  first->reset();
  give(other_, "");
  EXPECT_THAT(up_on(other_), Not(HasSubstr("error: ")));
  for (const std::string& folder : folders_of(other_)) {
    EXPECT_EQ(*engine::remembered_place(folder), shared_);
    EXPECT_FALSE(engine::FileKeep::is_written(folder)) << "a second state of one thing";
  }
  EXPECT_THAT(steps_on(other_), IsEmpty());
}

TEST_F(KeepsTest, WhoLosesTheRaceForTheEnvironmentAloneKnowsItToo) {
  give(home_, shared_);
  give(other_, shared_);
  ASSERT_THAT(up_on(home_), Not(HasSubstr("error: ")));
  StateFiles files(home_);
  Platform p = on(home_, files);
  auto held = lock_environment({"acme", "tutorial", "production", configuration_.clusters[0]}, "stop", p);
  ASSERT_TRUE(held);
  EXPECT_THAT(up_on(other_), HasSubstr("error: environment tutorial/production"));
  for (const std::string& folder : folders_of(other_)) EXPECT_EQ(*engine::remembered_place(folder), shared_);
}

// Killed in between of remembering the one and the other.
TEST_F(KeepsTest, AnEnvironmentFollowsItsCluster) {
  give(home_, shared_);
  ASSERT_THAT(up_on(home_), Not(HasSubstr("error: ")));
  ASSERT_TRUE(engine::remember_place(folders_of(other_)[0], shared_));
  EXPECT_THAT(steps_on(other_), IsEmpty());
  EXPECT_THAT(up_on(other_), Not(HasSubstr("error: ")));
  EXPECT_EQ(*engine::remembered_place(folders_of(other_)[1]), shared_);
}

TEST_F(KeepsTest, AWrongPlaceIsRememberedOnlyWhereSomethingIsKept) {
  give(home_, there_);
  StateFiles files(home_);
  Platform p = on(home_, files);
  ASSERT_TRUE(Up::prepare(configuration_, p)) << "shown, and not carried out";
  world_.faults->set({.at = 0, .after_effect = false, .ends = true});
  EXPECT_THAT(up_on(home_), HasSubstr("error: ")) << "it fails before anything is made";
  world_.faults->set({});
  for (const std::string& folder : folders_of(home_)) EXPECT_EQ(*engine::remembered_place(folder), "");
  // A run that ended just after it had remembered it.
  for (const std::string& folder : folders_of(home_)) ASSERT_TRUE(engine::remember_place(folder, there_));
  give(home_, shared_);
  EXPECT_THAT(up_on(home_), Not(HasSubstr("error: ")));
  for (const std::string& folder : folders_of(home_)) EXPECT_EQ(*engine::remembered_place(folder), shared_);
  give(home_, there_);
  EXPECT_THAT(up_on(home_), HasSubstr("the state is kept at " + shared_));
}

// Of two runs on one machine, of which one was given another place.
TEST_F(KeepsTest, TheSameMachineBeginsItAtOnePlace) {
  StateFiles files(home_);
  Platform p = on(home_, files);
  auto here = Up::prepare(configuration_, p);
  ASSERT_TRUE(here) << here.error().message;
  Home again(home_.root());
  give(again, shared_);
  StateFiles same(again);
  Platform q = on(again, same);
  auto elsewhere = Up::prepare(configuration_, q);
  ASSERT_TRUE(elsewhere) << elsewhere.error().message;
  base::Status second = (*elsewhere)->apply();
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, HasSubstr("another run of this machine keeps the state at"));
  EXPECT_TRUE((*here)->apply());
  for (const std::string& folder : folders_of(home_)) EXPECT_EQ(*engine::remembered_place(folder), "");
}

TEST_F(KeepsTest, AnotherPlaceIsReadByAMachineThatHasItsOwn) {
  ASSERT_THAT(up_on(home_), Not(HasSubstr("error: ")));
  give(other_, shared_);
  ASSERT_THAT(up_on(other_), Not(HasSubstr("error: ")));
  give(home_, shared_);
  auto all = known_states_everywhere(home_, clock_, damaged_);
  ASSERT_TRUE(all) << all.error().message;
  std::vector<std::string> told;
  for (const engine::ListedState& each : engine::list_states(*all, home_.places(), clock_)) {
    EXPECT_FALSE(each.error) << each.error->message;
    told.push_back(each.address);
  }
  std::vector<std::string> mine = folders_of(home_);
  EXPECT_THAT(told, testing::UnorderedElementsAre(mine[0], mine[1], shared_ + "/clusters/acme/dev@eu-west-3",
                                                  shared_ + "/environments/acme/tutorial/production"));
  auto one = engine::find_state(*states_to_look_at(home_, clock_), "production");
  ASSERT_TRUE(one) << one.error().message;
  EXPECT_EQ(one->place, shared_);
}

TEST_F(KeepsTest, WhatIsDamagedHidesNothing) {
  give(home_, shared_);
  ASSERT_THAT(up_on(home_), Not(HasSubstr("error: ")));
  std::string staging = file(kReader);
  read(staging.replace(staging.find("production"), 10, "staging"));
  ASSERT_THAT(up_on(home_), Not(HasSubstr("error: ")));
  std::string journal = shared_ + "/environments/acme/tutorial/staging/journal";
  ASSERT_TRUE(base::write_file_atomically(journal, "0 damaged\n" + engine::entry_line("{}")));
  for (const Home* home : {&home_, &other_}) {
    give(other_, shared_);
    auto all = known_states_everywhere(*home, clock_, damaged_);
    ASSERT_TRUE(all) << all.error().message;
    auto listed = engine::list_states(*all, home->places(), clock_);
    EXPECT_TRUE(engine::has_unreadable(listed));
    std::string text = render(listed);
    EXPECT_THAT(text, HasSubstr("tutorial/staging\n"));
    EXPECT_THAT(text, HasSubstr("  ! cannot be read: " + journal));
    EXPECT_THAT(text, HasSubstr("slipway state versions tutorial/staging"));
    EXPECT_THAT(text, HasSubstr("tutorial/production, serial"));
    EXPECT_THAT(json::dump(to_json(listed)), HasSubstr("\"error\":"));
  }
  // Also a file of this machine's own, whose state is whole.
  ASSERT_TRUE(base::write_file_atomically(folders_of(home_)[1] + ".json", "{"));
  auto all = known_states_everywhere(home_, clock_, damaged_);
  ASSERT_TRUE(all) << all.error().message;
  EXPECT_EQ(all->size(), 3U);
  ASSERT_EQ(damaged_.size(), 1U);
  EXPECT_THAT(damaged_[0].error.message, HasSubstr("production.json"));
}

// Also of a machine that never made anything.
TEST_F(KeepsTest, DriftOfASharedStateIsSeenFromEachMachine) {
  give(home_, shared_);
  give(other_, shared_);
  ASSERT_THAT(up_on(home_), Not(HasSubstr("error: ")));
  world_.account->set_trust("slipway-eks-dev", trust_in_service("ec2.amazonaws.com"));
  StateFiles files(other_);
  Platform p = on(other_, files);
  auto drift = read_drift(states_of(configuration_, other_), &configuration_, p);
  ASSERT_TRUE(drift) << drift.error().message;
  ASSERT_EQ(drift->size(), 2U);
  EXPECT_EQ((*drift)[0].state.name, "dev@eu-west-3");
  ASSERT_EQ((*drift)[0].drift.size(), 1U);
  EXPECT_EQ((*drift)[0].drift[0].address, "role");
  EXPECT_EQ((*drift)[1].state.name, "tutorial/production");
  // Once it has deployed, it knows of the cluster, too, though it made nothing of that.
  ASSERT_THAT(up_on(other_), Not(HasSubstr("error: ")));
  std::vector<std::string> names;
  auto known = known_states(other_);
  ASSERT_TRUE(known) << known.error().message;
  for (const KnownState& each : *known) names.push_back(each.name);
  EXPECT_THAT(names, testing::ElementsAre("dev@eu-west-3", "tutorial/production"));
}

TEST_F(KeepsTest, WhatOtherMachinesHavePutThereIsToldOrMoved) {
  give(home_, shared_);
  give(other_, shared_);
  ASSERT_THAT(up_on(home_), Not(HasSubstr("error: ")));
  std::string staging = file(kReader);
  read(staging.replace(staging.find("production"), 10, "staging"));
  ASSERT_THAT(up_on(other_), Not(HasSubstr("error: ")));
  StateFiles files(home_);
  Platform p = on(home_, files);
  auto moved = move_states(engine::names_of(*known_states(home_)), there_, p);
  ASSERT_TRUE(moved) << moved.error().message;
  EXPECT_EQ(moved->names.size(), 2U);
  EXPECT_THAT(moved->from, testing::ElementsAre(shared_));
  EXPECT_THAT(*kept_at(shared_, p), testing::ElementsAre("acme/tutorial/staging"));
  std::vector<engine::NamedState> there = *states_to_look_at(home_, clock_);
  std::erase_if(there, [&](const engine::NamedState& each) { return each.place != shared_; });
  auto rest = move_states(there, there_, p);
  ASSERT_TRUE(rest) << rest.error().message;
  EXPECT_THAT(rest->names, testing::ElementsAre("tutorial/staging"));
  EXPECT_THAT(*kept_at(shared_, p), IsEmpty());
  give(other_, there_);
  EXPECT_THAT(steps_on(other_), IsEmpty());
}

// Digests are of one key, wherever the state is taken.
TEST_F(KeepsTest, TheSameValueIsTheSameOnEachMachine) {
  std::string services = "reader: { image: x, variables: { AWS_REGION: eu-west-3, PASSWORD: hunter2 } }";
  auto is_same_on = [&](const Home& home) {
    StateFiles files(home);
    Platform p = on(home, files);
    EXPECT_TRUE(DigestKey::make(home, p.random));
    auto made = plan_up(configuration_, {}, p);
    EXPECT_TRUE(made) << made.error().message;
    const engine::PlannedState& state = made->states.back();
    auto found = std::find_if(state.desired.begin(), state.desired.end(),
                              [](const engine::Resource& each) { return each.address == "service/reader"; });
    const json::Value* applied = state.state.newest("service/reader")->second.applied.find("variables");
    return json::dump(*found->desired.find("variables")) == json::dump(*applied);
  };
  read(file(services));
  give(home_, shared_);
  give(other_, shared_);
  ASSERT_THAT(up_on(home_), Not(HasSubstr("error: ")));
  EXPECT_TRUE(is_same_on(home_));
  EXPECT_TRUE(is_same_on(other_));
  EXPECT_NE(*base::read_file(home_.digest_key_file()), *base::read_file(other_.digest_key_file()));
  // Also where it was moved to, from the home of one of them on.
  give(home_, "");
  move(home_, "");
  EXPECT_TRUE(is_same_on(home_));
  move(home_, there_);
  give(other_, there_);
  EXPECT_TRUE(is_same_on(other_));
  // A copy has no key in it.
  engine::FileKeep keep(there_ + "/environments/acme/tutorial/production", clock_);
  EXPECT_THAT(*engine::backup(keep), Not(HasSubstr(*keep.read_key())));
}

// What runs on this machine another one cannot end.
TEST_F(KeepsTest, WhatAnotherMachinesDownCouldNotReachEndsHere) {
  give(home_, shared_);
  give(other_, shared_);
  ASSERT_THAT(up_on(home_), Not(HasSubstr("error: ")));
  auto services = world_.services;
  auto tokens = world_.kept_tokens;
  ASSERT_THAT(down_on(other_), Not(HasSubstr("error: ")));
  world_.services = services;
  world_.kept_tokens = tokens;
  EXPECT_THAT(down_on(home_), HasSubstr("- service reader"));
  EXPECT_TRUE(world_.is_empty());
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

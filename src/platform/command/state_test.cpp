// What users see and do of the states of their clusters and environments, and what drift is told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "engine/command/state_listing.h"
#include "engine/keep/file_keep.h"
#include "engine/keep/history.h"
#include "engine/show/drift_text.h"
#include "engine/state/backup.h"
#include "engine/state/changes.h"
#include "platform/command/drift.h"
#include "platform/testing/deployment.h"

namespace platform {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kReader = "reader: { image: x, aws: { policies: [AmazonS3ReadOnlyAccess] } }";

class StateTest : public DeploymentTest {
 protected:
  void SetUp() override {
    read(file(kReader));
    ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  }

  std::vector<KnownState> states() { return *known_states(home_); }
  KnownState state(const std::string& name) { return *engine::find_state(states(), name); }
  std::string error_of_state(const std::string& name) {
    auto found = engine::find_state(states(), name);
    return found ? "found " + found->name : found.error().message + "; " + found.error().hint;
  }
  std::string error_of_place(const std::string& text) {
    auto found = engine::find_place(engine::names_of(states()), text, home_.places(), clock_);
    return found ? "found " + found->text() : found.error().message + "; " + found.error().hint;
  }
  base::Status change(const std::string& name, const std::function<base::Status(engine::Session&)>& what) {
    engine::FileKeep keep(state(name).folder, clock_);
    return engine::change_state(keep, clock_, {"me", "state test"}, what);
  }
  // What `slipway drift` tells, without a file or by what was read last.
  std::string drift(bool is_by_file = false) {
    Platform p = platform();
    auto found = read_drift(states(), is_by_file ? &configuration_ : nullptr, p);
    if (!found) return "error: " + found.error().message;
    std::string text;
    for (const StateDrift& each : *found)
      if (!each.drift.empty()) text += each.state.name + "\n" + engine::drift_text(each.drift);
    return text;
  }
  std::string role() { return "slipway-" + world_.namespaces.begin()->first + "-reader"; }
};

TEST_F(StateTest, StatesAreFoundByAnyPartOfTheirNames) {
  for (const char* name : {"dev", "DEV@eu-west-3", "acme/dev", "acme/dev@eu-west-3"})
    EXPECT_EQ(state(name).name, "dev@eu-west-3") << name;
  for (const char* name : {"production", "tutorial/production", "acme/tutorial/production"})
    EXPECT_EQ(state(name).name, "tutorial/production") << name;
  EXPECT_EQ(error_of_state("prodution"),
            "there is no state of a cluster or an environment `prodution`; see which there are: slipway "
            "state list");
  EXPECT_EQ(error_of_state("tutorial/prodution"),
            "there is no state of a cluster or an environment `tutorial/prodution`; did you mean "
            "`tutorial/production`?");
  EXPECT_EQ(error_of_state(""),
            "there are 2 states here; say which:\n    dev@eu-west-3\n    tutorial/production");
}

TEST_F(StateTest, AnAddressNeedsItsStateOnlyWhereSeveralKnowIt) {
  EXPECT_EQ(error_of_place("account/reader"), "found tutorial/production:account/reader");
  EXPECT_EQ(error_of_place("dev:cluster"), "found dev@eu-west-3:cluster");
  EXPECT_EQ(error_of_place("acount/reader"),
            "no state knows `acount/reader`; did you mean `account/reader`?");
  EXPECT_THAT(error_of_place("dev:account/reader"),
              HasSubstr("the state of dev@eu-west-3 knows no `account/reader`"));
  ASSERT_TRUE(
      change("production", [](engine::Session& s) { return engine::move(s, "account/reader", "role"); }));
  EXPECT_EQ(error_of_place("role"),
            "2 states know `role`; say which:\n    dev@eu-west-3:role\n    tutorial/production:role");
}

TEST_F(StateTest, AThingStaysInItsState) {
  EXPECT_EQ(engine::new_place(engine::names_of(states()), "dev:x", state("dev"))->text(), "dev@eu-west-3:x");
  EXPECT_EQ(engine::new_place(engine::names_of(states()), "x", state("dev"))->text(), "dev@eu-west-3:x");
  EXPECT_THAT(engine::new_place(engine::names_of(states()), "production:x", state("dev")).error().message,
              HasSubstr("are two states"));
}

TEST_F(StateTest, TheListSaysWhoIsAtIt) {
  engine::FileKeep keep(state("dev").folder, clock_);
  auto lease = keep.acquire("ann@desk", "slipway up", std::chrono::minutes(2));
  ASSERT_TRUE(lease);
  std::string text = render(*engine::list_states(engine::names_of(states()), home_.places(), clock_));
  EXPECT_THAT(text, HasSubstr("locked: `ann@desk` holds it since 2027-01-15T08:"));
  EXPECT_THAT(text, HasSubstr(", to slipway up\n"));
  EXPECT_THAT(text, HasSubstr("account/reader#1"));
  json::Value document = to_json(*engine::list_states(engine::names_of(states()), home_.places(), clock_));
  EXPECT_EQ(document.find("states")->as_array().size(), 2U);
  auto locked = change("dev", [](engine::Session& s) { return engine::forget(s, "role"); });
  ASSERT_FALSE(locked);
  EXPECT_THAT(locked.error().message, HasSubstr("ann@desk"));
}

TEST_F(StateTest, WhatWasForgottenIsFoundAgainByItsMarks) {
  ASSERT_TRUE(change("production", [](engine::Session& s) { return engine::forget(s, "account/reader"); }));
  EXPECT_THAT(error_of_place("account/reader"), HasSubstr("no state knows `account/reader`"));
  world_.changes.clear();
  EXPECT_THAT(up(), Not(HasSubstr("error: ")));
  EXPECT_EQ(error_of_place("account/reader"), "found tutorial/production:account/reader");
  EXPECT_THAT(world_.changes, Not(testing::Contains(HasSubstr("create"))));
  EXPECT_THAT(down(), Not(HasSubstr("error: ")));
  EXPECT_TRUE(world_.is_empty());
}

TEST_F(StateTest, AStateThatWasLostIsRestoredUnderItsWholeName) {
  KnownState known = state("production");
  engine::FileKeep keep(known.folder, clock_);
  std::string copy = *engine::backup(keep);
  size_t things = engine::load(keep)->state.records.size();
  ASSERT_TRUE(base::remove_all(folder_ + "/environments"));
  EXPECT_THAT(error_of_state("production"), HasSubstr("there is no state"));
  KnownState place = *state_or_place(states(), "acme/tutorial/production", home_);
  EXPECT_EQ(place.folder, known.folder);
  engine::FileKeep anew(place.folder, clock_);
  ASSERT_TRUE(engine::restore(anew, clock_, "me", copy, false));
  EXPECT_EQ(engine::load(anew)->state.records.size(), things);
  EXPECT_THAT(up(), Not(HasSubstr("error: ")));
  EXPECT_THAT(down(), Not(HasSubstr("error: ")));
  EXPECT_TRUE(world_.account->is_empty());
}

TEST_F(StateTest, DriftOfEachKindIsToldAndMended) {
  EXPECT_EQ(drift(), "");
  world_.account->set_trust(role(), trust_in_service("ec2.amazonaws.com"));
  world_.account->detach("slipway-eks-dev", "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy");
  world_.service_accounts.begin()->second.annotations.clear();
  world_.changes.clear();
  std::string told = drift();
  EXPECT_THAT(told, HasSubstr("role/policy/AmazonEKSClusterPolicy          gone"));
  EXPECT_THAT(told, HasSubstr("is made anew"));
  EXPECT_THAT(told, HasSubstr("role/" + role() + "  trust   changed  is set back"));
  EXPECT_THAT(told, HasSubstr("account/reader"));
  EXPECT_THAT(world_.changes, IsEmpty()) << "it reads only";
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  EXPECT_EQ(drift(), "");
}

TEST_F(StateTest, WhatTheFileAsksForByNowIsNoDriftThatIsMended) {
  const std::string full = "arn:aws:iam::aws:policy/AmazonS3FullAccess";
  world_.account->must("iam", "AttachRolePolicy", json::Object{{"RoleName", role()}, {"PolicyArn", full}});
  world_.account->detach(role(), "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess");
  world_.service_accounts.begin()->second.annotations[std::string(blueprint::kRoleAnnotation)] =
      "arn:aws:iam::123456789012:role/theirs";
  EXPECT_THAT(drift(true), testing::ContainsRegex("AmazonS3ReadOnlyAccess +gone +is made anew"));
  read(
      file("reader: { image: y, aws: { role: 'arn:aws:iam::123456789012:role/theirs', service_account: "
           "reader } }"));
  world_.changes.clear();
  std::string told = drift(true);
  EXPECT_THAT(told, HasSubstr("account/reader"));
  EXPECT_THAT(told, testing::ContainsRegex("role +accepted +is as desired now"));
  EXPECT_THAT(told, HasSubstr("desired \"arn:aws:iam::123456789012:role/theirs\""));
  EXPECT_THAT(told, testing::ContainsRegex("AmazonS3ReadOnlyAccess +accepted +is as desired now"))
      << "nobody desires it";
  EXPECT_THAT(told, Not(HasSubstr("service/reader")))
      << "that the file asks for another image is a plan, no drift";
  EXPECT_THAT(drift(), HasSubstr("is set back")) << "as it was last applied is how it is desired";
  EXPECT_THAT(world_.changes, IsEmpty());
}

TEST_F(StateTest, DriftSaysWhoseAMemberIs) {
  world_.account->must("iam", "UpdateRole",
                       json::Object{{"RoleName", role()}, {"Description", "the blue team's"}});
  std::string told = drift();
  EXPECT_THAT(told, testing::ContainsRegex("description +foreign +is left to whoever describes it"));
  EXPECT_THAT(told, HasSubstr("there \"the blue team's\", desired"));
  EXPECT_THAT(up(false), Not(HasSubstr("  ~ ")));
}

TEST_F(StateTest, DriftOfWhatRunsIsTold) {
  world_.services.begin()->second.fingerprint = "of another deployment";
  EXPECT_THAT(
      drift(),
      HasSubstr("deployment  changed  is set back\n    applied \"complete\", there \"altered by hand\""));
  world_.services.clear();
  EXPECT_THAT(drift(true), HasSubstr("instances  changed  is set back\n    applied 1, there 0, desired 1"));
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  EXPECT_EQ(drift(true), "");
}

TEST_F(StateTest, DriftTakesNoLock) {
  engine::FileKeep keep(state("dev").folder, clock_);
  ASSERT_TRUE(keep.acquire("ann@desk", "slipway up", std::chrono::minutes(2)));
  EXPECT_EQ(drift(), "");
}

TEST_F(StateTest, AClusterWithoutEnvironmentIsFoundByWhatItsStateSays) {
  engine::State content = engine::list_states({state("dev")}, home_.places(), clock_)->front().state;
  ASSERT_TRUE(base::remove_all(folder_ + "/environments"));
  Platform p = platform();
  blueprint::Cluster cluster = *cluster_of(state("dev"), content, p);
  EXPECT_EQ(cluster.name, "dev");
  EXPECT_EQ(cluster.region, "eu-west-3");
  EXPECT_EQ(cluster.account, blueprint::AccountReference());
  EXPECT_EQ(drift(), "");
}

}  // namespace
}  // namespace platform

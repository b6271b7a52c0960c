// What is there becomes ours: by import, by adoption, and after a state was lost; and former forms are moved.
#include "platform/command/taking_over.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/keep/file_keep.h"
#include "engine/keep/history.h"
#include "engine/state/changes.h"
#include "platform/command/drift.h"
#include "platform/command/migrate.h"
#include "platform/command/planning.h"
#include "platform/state/specification.h"
#include "platform/testing/deployment.h"

namespace platform {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kReader = "reader: { image: x, aws: { policies: [AmazonS3ReadOnlyAccess] } }";

class TakingOverTest : public DeploymentTest {
 protected:
  void SetUp() override { read(file(kReader)); }

  using Take = base::Result<std::string>(const Configuration&, const std::string&, const engine::Who&,
                                         const Platform&);
  static base::Result<std::string> adopt(const Configuration& configuration, const std::string& address,
                                         const engine::Who& who, const Platform& platform) {
    return adopt_thing(configuration, address, "", who, platform);
  }
  std::string take(Take& how, const std::string& address) {
    Platform p = platform();
    auto taken = how(configuration_, address, who_, p);
    return taken ? *taken : "error: " + taken.error().message + "; " + taken.error().hint;
  }
  void forget(const std::string& state, const std::string& address) {
    engine::FileKeep keep(engine::find_state(*known_states(home_), state)->folder, clock_);
    auto done = engine::change_state(
        keep, clock_, who_, [&](engine::Session& session) { return engine::forget(session, address); });
    ASSERT_TRUE(done) << done.error().message;
  }
  bool has_drift() {
    Platform p = platform();
    auto found = read_drift(*known_states(home_), nullptr, p);
    EXPECT_TRUE(found) << found.error().message;
    auto is_of_ours = [](const engine::Drift& each) { return each.sort != engine::Drift::Sort::foreign; };
    return !found || std::any_of(found->begin(), found->end(), [&](const auto& each) {
      return std::any_of(each.drift.begin(), each.drift.end(), is_of_ours);
    });
  }
};

TEST_F(TakingOverTest, WhatIsOursIsImportedAsItIs) {
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  EXPECT_THAT(take(import_thing, "account/reader"), HasSubstr("error: `account/reader` is known already"));
  forget("production", "account/reader");
  forget("dev", "role");
  world_.changes.clear();
  EXPECT_EQ(take(import_thing, "account/reader"), "tutorial/production:account/reader");
  EXPECT_EQ(take(import_thing, "dev:role"), "dev@eu-west-3:role");
  EXPECT_THAT(take(import_thing, "account/raeder"), HasSubstr("did you mean `account/reader`?"));
  EXPECT_THAT(world_.changes, IsEmpty());
  EXPECT_FALSE(has_drift());
  EXPECT_THAT(up(false), Not(HasSubstr("  + ")));
  EXPECT_THAT(down(), Not(HasSubstr("error: ")));
  EXPECT_TRUE(world_.is_empty());
}

// In any order: also what others need, behind them.
TEST_F(TakingOverTest, BehindAnImportThePlanIsEmpty) {
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  ASSERT_THAT(steps(), IsEmpty());
  std::vector<std::pair<std::string, std::string>> things;
  std::vector<KnownState> states = *known_states(home_);
  for (const KnownState& known : states) {
    auto keep = *known.keep(home_.places(), clock_);
    engine::State state = engine::load(*keep)->state;
    for (const auto& [key, record] : state.records) things.emplace_back(known.name, key.address);
  }
  ASSERT_GE(things.size(), 8U);
  for (const auto& [state, address] : things) {
    SCOPED_TRACE(address);
    forget(state, address);
    EXPECT_EQ(take(import_thing, state + ":" + address), state + ":" + address);
    EXPECT_THAT(steps(), IsEmpty());
  }
  for (bool is_backwards : {false, true}) {
    for (const auto& [state, address] : things) forget(state, address);
    if (is_backwards) std::reverse(things.begin(), things.end());
    for (const auto& [state, address] : things) take(import_thing, state + ":" + address);
    EXPECT_THAT(steps(), IsEmpty());
  }
  world_.changes.clear();
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  EXPECT_THAT(world_.changes, IsEmpty());
}

// As if nothing had been lost: also of what runs.
TEST_F(TakingOverTest, BehindARebuildThePlanIsEmptyAndDownRemovesAllOfIt) {
  read(file(std::string(kReader) + ", writer: { image: x, variables: { A: b } }"));
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  for (bool is_all_lost : {false, true}) {
    for (const char* folder : {"/environments", "/clusters", "/specifications"})
      if (is_all_lost || folder != std::string_view("/specifications"))
        ASSERT_TRUE(base::remove_all(folder_ + folder));
    world_.changes.clear();
    EXPECT_THAT(rebuild().missing, IsEmpty());
    EXPECT_THAT(world_.changes, IsEmpty());
    EXPECT_THAT(steps(), IsEmpty());
    EXPECT_FALSE(has_drift());
    EXPECT_EQ(files_.load_environments()->at(0).services.size(), 2u);
    EXPECT_TRUE(load_specification(home_, files_.load_environments()->at(0).namespace_name));
  }
  EXPECT_THAT(down(), Not(HasSubstr("error: ")));
  EXPECT_TRUE(world_.is_empty());
}

// What runs otherwise than it is wanted was not deployed to its end, as far as anybody knows.
TEST_F(TakingOverTest, BehindARebuildWhatRunsOtherwiseIsBroughtToWhatIsWanted) {
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  world_.services.begin()->second.fingerprint = "another";
  ASSERT_TRUE(base::remove_all(folder_ + "/environments"));
  rebuild();
  EXPECT_THAT(steps(), ElementsAre(HasSubstr("service/reader")));
  EXPECT_THAT(up(), Not(HasSubstr("error: ")));
  EXPECT_THAT(steps(), IsEmpty());
}

// Killed before it came to the file beside the state.
TEST_F(TakingOverTest, ARebuildGoesOnBehindOneThatWasKilled) {
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  ASSERT_TRUE(base::remove_all(home_.environment_journal("acme", "tutorial", "production") + ".json"));
  EXPECT_THAT(rebuild().found, IsEmpty());
  ASSERT_EQ(files_.load_environments()->size(), 1u);
  EXPECT_THAT(steps(), IsEmpty());
  EXPECT_THAT(down(), Not(HasSubstr("error: ")));
  EXPECT_TRUE(world_.is_empty());
}

TEST_F(TakingOverTest, WhatIsNotThereCannotBeTaken) {
  EXPECT_THAT(take(import_thing, "dev:role"), HasSubstr("error: what is to be `role` is not there"));
}

TEST_F(TakingOverTest, ARoleOfNobodyIsAdopted) {
  world_.account->make_role("slipway-eks-dev", trust_in_service("ec2.amazonaws.com"), {}, "/slipway/");
  EXPECT_THAT(up(), HasSubstr("which is not ours"));
  Platform p = platform();
  EXPECT_THAT(Up::prepare(configuration_, p).error().hint, HasSubstr("slipway state adopt role"));
  EXPECT_THAT(take(import_thing, "dev:role"),
              HasSubstr("if it is to become so: slipway state adopt dev:role"));
  Platform by_id = platform();
  EXPECT_EQ(adopt_thing(configuration_, "dev:role", "AROA", who_, by_id).error().hint, "leave out --id");
  EXPECT_EQ(take(adopt, "dev:role"), "dev@eu-west-3:role");
  EXPECT_THAT(up(), Not(HasSubstr("error: ")));
  EXPECT_THAT(world_.account->role("slipway-eks-dev").trust, HasSubstr("eks.amazonaws.com"));
  EXPECT_FALSE(has_drift());
  EXPECT_THAT(down(), Not(HasSubstr("error: ")));
  EXPECT_TRUE(world_.is_empty());
}

TEST_F(TakingOverTest, ARoleOfAnotherDeploymentIsNot) {
  world_.account->make_role("slipway-eks-dev", trust_in_service("eks.amazonaws.com"),
                            {{"slipway:organization", "others"}}, "/slipway/");
  world_.changes.clear();
  EXPECT_THAT(take(adopt, "dev:role"),
              HasSubstr("belongs to another deployment of Slipway (organization=others)"));
  EXPECT_THAT(world_.changes, IsEmpty());
}

TEST_F(TakingOverTest, ARoleWhosePathIsAnotherIsNot) {
  world_.account->make_role("slipway-eks-dev", trust_in_service("eks.amazonaws.com"));
  EXPECT_THAT(take(adopt, "dev:role"), HasSubstr("has the path `/`, and not /slipway/"));
}

// A service account and a namespace that lost their labels, or were made by somebody else under the same names.
TEST_F(TakingOverTest, WhatIsInAClusterIsAdopted) {
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  std::string space = world_.namespaces.begin()->first;
  for (const char* address : {"account/reader", "namespace"}) forget("production", address);
  world_.namespaces.at(space).labels = {{"team", "blue"}};
  blueprint::ServiceAccount& account = world_.service_accounts.at(space + "/reader");
  account.labels = {{"team", "blue"}};
  EXPECT_EQ(take(adopt, "namespace"), "tutorial/production:namespace");
  EXPECT_EQ(world_.namespaces.at(space).labels.at("team"), "blue") << "what others have put there stays";
  EXPECT_THAT(take(import_thing, "account/reader"), HasSubstr("error: "));
  EXPECT_EQ(take(adopt, "account/reader"), "tutorial/production:account/reader");
  EXPECT_EQ(account.labels.at("team"), "blue");
  EXPECT_FALSE(has_drift());
  EXPECT_THAT(up(false), Not(testing::AnyOf(HasSubstr("  + "), HasSubstr("  ~ "), HasSubstr("error: "))));
  EXPECT_THAT(down(), Not(HasSubstr("error: ")));
  EXPECT_TRUE(world_.is_empty());
}

TEST_F(TakingOverTest, AClusterAndItsProviderAreAdopted) {
  world_.account->make_cluster("dev");
  std::string issuer = world_.account->issuer("dev");
  world_.account->must("iam", "CreateOpenIDConnectProvider",
                       json::Object{{"Url", issuer}, {"ClientIDList", json::Array{"sts.amazonaws.com"}}});
  EXPECT_THAT(up(false), HasSubstr("Amazon EKS, not made by Slipway"));
  EXPECT_EQ(take(adopt, "dev:cluster"), "dev@eu-west-3:cluster");
  EXPECT_EQ(take(adopt, "dev:identity-provider"), "dev@eu-west-3:identity-provider");
  EXPECT_FALSE(has_drift());
  std::string plan = up();
  EXPECT_THAT(plan, Not(testing::AnyOf(HasSubstr("error: "), HasSubstr("not made by Slipway"))));
  EXPECT_THAT(plan, Not(HasSubstr("slipway-eks-dev"))) << "it keeps the role that it has";
  EXPECT_THAT(down(), Not(HasSubstr("error: ")));
  EXPECT_THAT(world_.account->clusters(), IsEmpty());
  EXPECT_THAT(world_.account->identity_providers(), IsEmpty());
  EXPECT_THAT(world_.account->roles(), ElementsAre("by-hand"));
}

TEST_F(TakingOverTest, WhatCannotBeAdoptedSaysWhy) {
  EXPECT_THAT(take(adopt, "service/reader"),
              HasSubstr("is of the kind service, which cannot be adopted; what runs is started anew"));
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  forget("production", "token/reader");
  world_.kept_tokens.clear();
  ASSERT_TRUE(base::remove_all(folder_ + "/tokens"));
  EXPECT_THAT(take(adopt, "token/reader"), HasSubstr("a token is a file of this machine"));
  forget("production", "namespace");
  world_.namespaces.begin()->second.labels["slipway.io/organization"] = "others";
  world_.changes.clear();
  EXPECT_THAT(take(adopt, "namespace"), HasSubstr("belongs to another deployment of Slipway"));
  EXPECT_THAT(world_.changes, IsEmpty());
}

TEST_F(TakingOverTest, AStateThatWasLostIsMadeAnewAndSaysWhatItCouldNotFind) {
  read(file(std::string(kReader) + ", writer: { image: x, aws: { policies: [AmazonS3FullAccess] } }"));
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  std::string space = world_.namespaces.begin()->first;
  ASSERT_TRUE(base::remove_all(folder_ + "/environments"));
  ASSERT_TRUE(base::remove_all(folder_ + "/clusters"));
  world_.service_accounts.erase(space + "/reader");
  read(file(kReader));
  world_.changes.clear();
  engine::Rebuilt rebuilt = rebuild();
  EXPECT_THAT(world_.changes, IsEmpty());
  EXPECT_THAT(rebuilt.found, testing::Contains("dev@eu-west-3:cluster"));
  EXPECT_THAT(rebuilt.found, testing::Contains("tutorial/production:role/slipway-" + space + "-reader"));
  EXPECT_THAT(rebuilt.missing, ElementsAre("tutorial/production:account/reader"));
  EXPECT_THAT(rebuilt.others, IsEmpty());
  EXPECT_THAT(rebuilt.beyond, ElementsAre("role slipway-" + space + "-writer"));
  EXPECT_THAT(
      engine::rebuilt_text(rebuilt),
      HasSubstr("not there: the next `slipway up` makes it:\n  tutorial/production:account/reader\n"));
  EXPECT_THAT(up(), Not(HasSubstr("error: ")));
  EXPECT_THAT(rebuild().found, IsEmpty());
}

TEST_F(TakingOverTest, AFormerFormIsMovedAndThePlanIsEmpty) {
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  Platform p = platform();
  EXPECT_THAT(*migrate(p), IsEmpty());
  EnvironmentState state = files_.load_environments()->front();
  state.former = {{"namespace", state.namespace_name, "", true, {}},
                  {"role",
                   "slipway-" + state.namespace_name + "-reader",
                   "reader",
                   true,
                   {"arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"}},
                  {"service-account", "reader", "reader", true, {}},
                  {"token", "reader", "reader", true, {}},
                  {"service", "reader", "reader", true, {}}};
  ASSERT_TRUE(files_.save(state));
  ASSERT_TRUE(base::remove_all(home_.environment_journal("acme", "tutorial", "production")));
  world_.changes.clear();
  EXPECT_THAT(*migrate(p), ElementsAre("tutorial/production"));
  EXPECT_THAT(world_.changes, IsEmpty());
  EXPECT_THAT(*migrate(p), IsEmpty());
  EXPECT_FALSE(has_drift());
  EXPECT_THAT(up(false), Not(HasSubstr("  ~ ")));
}

}  // namespace
}  // namespace platform

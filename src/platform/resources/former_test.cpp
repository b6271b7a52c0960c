// What a Slipway without the engine's journals remembered is moved, and the next plan has nothing to do.
#include "platform/resources/former.h"

#include "base/text.h"
#include "blueprint/trust/names.h"
#include "engine/keep/file_keep.h"
#include "engine/keep/history.h"
#include "platform/resources/environment.h"
#include "platform/testing/deployment.h"
#include "tests/source_dir.h"

namespace platform {
namespace {

using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kReader = "reader: { image: x, aws: { policies: [AmazonS3ReadOnlyAccess] } }";

auto has_something_to_do() {
  return AnyOf(HasSubstr("  + "), HasSubstr("  ~ "), HasSubstr("  - "), HasSubstr("error: "));
}

class FormerTest : public DeploymentTest {
 protected:
  void SetUp() override {
    read(file(kReader));
    begin_anew();
    ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  }

  // As an `up` of a former Slipway left it: what is there, and a file in the place of the journal.
  void remember_cluster(const std::string& fixture) {
    ASSERT_TRUE(files_.remove_cluster("acme", cluster()));
    ASSERT_TRUE(base::make_folder(folder_ + "/clusters/acme"));
    write(fixture, {{"ISSUER", blueprint::issuer_key(world_.account->issuer("dev"))}},
          home_.cluster_file("acme", cluster()));
  }
  void remember_environment(const std::string& fixture, bool keeps_journal = false) {
    EnvironmentState state = files_.load_environments()->at(0);
    if (!keeps_journal) {
      ASSERT_TRUE(base::remove_all(environment_journal()));
    }
    write(fixture,
          {{"ID", state.id},
           {"NAMESPACE", state.namespace_name},
           {"FINGERPRINT", state.services.at(0).fingerprint},
           {"OTHERPRINT", state.services.back().fingerprint}},
          environment_journal() + ".json");
  }
  void write(const std::string& fixture, const std::map<std::string, std::string>& words,
             const std::string& path) {
    std::string text = *base::read_file(SLIPWAY_SOURCE_DIR "/src/platform/testdata/former/" + fixture);
    for (const auto& [word, value] : words)
      for (size_t at = 0; (at = text.find(word, at)) != text.npos; at += value.size())
        text.replace(at, word.size(), value);
    ASSERT_TRUE(base::write_file_atomically(path, text));
  }

  const blueprint::Cluster& cluster() const { return configuration_.clusters[0]; }
  std::string environment_journal() const {
    return home_.environment_journal("acme", "tutorial", "production");
  }
  engine::State state_in(const std::string& journal) {
    engine::FileKeep keep(journal, clock_);
    return engine::load(keep)->state;
  }
  engine::State cluster_state() { return state_in(home_.cluster_journal("acme", cluster())); }
};

TEST_F(FormerTest, WhatWasDoneForAClusterIsKnownAndTheNextPlanIsEmpty) {
  remember_cluster("cluster.json");
  world_.changes.clear();
  EXPECT_THAT(up(), Not(has_something_to_do()));
  EXPECT_TRUE(world_.changes.empty()) << "nothing is made or changed by the move";
  EXPECT_EQ(cluster_state().records.size(), 4U);
  EXPECT_TRUE(base::exists(home_.cluster_file("acme", cluster()) + ".before"));
  EXPECT_THAT(down(), HasSubstr("  - role slipway-eks-dev"));
  EXPECT_TRUE(world_.is_empty());
  EXPECT_FALSE(base::exists(folder_ + "/clusters"));
}

TEST_F(FormerTest, DownMayBeTheFirstCommandThatMeetsIt) {
  remember_cluster("cluster.json");
  remember_environment("environment.json");
  EXPECT_THAT(down(), Not(HasSubstr("error: ")));
  EXPECT_TRUE(world_.is_empty());
  EXPECT_FALSE(base::exists(folder_ + "/environments"));
}

TEST_F(FormerTest, WhatWasBegunIsLookedFor) {
  remember_cluster("cluster-begun.json");
  remember_environment("environment-begun.json");
  EXPECT_THAT(down(), Not(HasSubstr("error: ")));
  EXPECT_TRUE(world_.is_empty()) << "also what was there already, and was not known to be";
}

TEST_F(FormerTest, AMoveThatWasKilledBeginsAgain) {
  remember_cluster("cluster.json");
  {
    engine::FileKeep keep(home_.cluster_journal("acme", cluster()), clock_);
    engine::Lease lease = *keep.acquire("a run that was killed", "move", base::Milliseconds(60'000));
    engine::State half;
    ASSERT_TRUE(engine::begin(keep, lease, half, clock_.now(), "half"));
  }
  EXPECT_THAT(up(), Not(has_something_to_do()));
  EXPECT_EQ(cluster_state().records.size(), 4U);
}

TEST_F(FormerTest, WhatWasDoneForAnEnvironmentIsKnownAndTheNextPlanIsEmpty) {
  remember_environment("environment.json");
  world_.changes.clear();
  EXPECT_THAT(up(), Not(has_something_to_do()));
  EXPECT_TRUE(world_.changes.empty());
  std::string role = "role/slipway-" + files_.load_environments()->at(0).namespace_name + "-reader";
  engine::State state = state_in(environment_journal());
  std::vector<std::string> addresses;
  for (const auto& [key, record] : state.records) addresses.push_back(key.address);
  EXPECT_THAT(addresses,
              ElementsAre("account/reader", "namespace", role, role + "/policy/AmazonS3ReadOnlyAccess",
                          "service/reader", "token/reader"));
  EXPECT_TRUE(files_.load_environments()->at(0).former.empty()) << "what is moved is known in one place";
  EXPECT_TRUE(base::exists(environment_journal() + ".json.before"));
  down();
  EXPECT_TRUE(world_.is_empty());
}

// Of a Slipway that had roles and service accounts in the journal, and the rest in the file.
TEST_F(FormerTest, WhatWasInTheJournalAndInTheFileComesTogether) {
  remember_environment("environment-identities.json");
  up(false);
  ASSERT_EQ(state_in(environment_journal()).records.size(), 3U);
  remember_environment("environment-2.json", true);
  world_.changes.clear();
  EXPECT_THAT(up(), Not(has_something_to_do()));
  EXPECT_TRUE(world_.changes.empty());
  EXPECT_EQ(state_in(environment_journal()).records.size(), 6U);
  EXPECT_EQ(world_.kept_tokens.size(), 1U) << "the token is renewed as before";
  down();
  EXPECT_TRUE(world_.is_empty());
}

TEST_F(FormerTest, JobsAndSchedulesAreKnownAndDoNotRunAgain) {
  std::string text = file(
      "nightly: { type: cron_job, image: x, schedule: '0 0 * * *' }, setup: { type: lifecycle_job, image: x, "
      "on_start: { arguments: [start] }, on_delete: { arguments: [delete] } }");
  read(text.replace(text.find("region: eu-west-3"), 17, "region: eu-west-3, kubernetes: local"));
  begin_anew();
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  remember_environment("environment-jobs.json");
  world_.changes.clear();
  EXPECT_THAT(up(), Not(has_something_to_do()));
  EXPECT_TRUE(world_.changes.empty());
  EXPECT_THAT(down(), Not(HasSubstr("error: ")));
  EXPECT_THAT(world_.changes, testing::Contains("run setup delete"));
  EXPECT_TRUE(world_.is_empty());
}

TEST_F(FormerTest, AServiceThatWasNotFinishedIsCompleted) {
  remember_environment("environment-begun.json");
  EXPECT_THAT(up(), HasSubstr("an `up` before did not come to its end"));
  EXPECT_THAT(up(false), Not(has_something_to_do()));
}

TEST_F(FormerTest, AnOlderSlipwayRefusesWhatWasMoved) {
  std::string text = *base::read_file(environment_journal() + ".json");
  EXPECT_THAT(text, HasSubstr("\"version\": 3")) << "it knows 1 and 2, and says that this is another";
  EXPECT_THAT(text, Not(HasSubstr("\"made\"")));
}

TEST_F(FormerTest, AFormerPolicyThatIsDesiredNoMoreIsTakenOffAndOthersStay) {
  remember_environment("environment.json");
  std::string role = "slipway-" + files_.load_environments()->at(0).namespace_name + "-reader";
  auto arn = [](const std::string& name) { return "arn:aws:iam::aws:policy/" + name; };
  world_.account->must("iam", "AttachRolePolicy",
                       json::Object{{"RoleName", role}, {"PolicyArn", arn("AmazonSQSFullAccess")}});
  read(file("reader: { image: x, aws: { policies: [AmazonS3FullAccess] } }"));
  EXPECT_THAT(up(), HasSubstr("+AmazonS3FullAccess, -AmazonS3ReadOnlyAccess"));
  EXPECT_THAT(world_.account->role(role).attached,
              testing::UnorderedElementsAre(arn("AmazonS3FullAccess"), arn("AmazonSQSFullAccess")));
}

TEST_F(FormerTest, EnvironmentsThatAreStillInTheFormerFormCountAsUsers) {
  remember_environment("environment.json");
  Platform p = platform();
  EnvironmentState state = files_.load_environments()->at(0);
  EXPECT_THAT(*remembered(state, p), testing::Contains("role slipway-" + state.namespace_name + "-reader"));
}

TEST_F(FormerTest, AFileOfALaterVersionIsRefused) {
  ASSERT_TRUE(base::write_file_atomically(home_.cluster_file("acme", cluster()), R"({"version": 3})"));
  EXPECT_THAT(up(), HasSubstr("is not a state file of this version of Slipway"));
}

}  // namespace
}  // namespace platform

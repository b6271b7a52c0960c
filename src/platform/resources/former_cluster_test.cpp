// What a Slipway without journals remembered of a cluster is moved, and the next plan has nothing to do.
#include "platform/resources/former_cluster.h"

#include "engine/keep/file_keep.h"
#include "engine/keep/history.h"
#include "platform/testing/deployment.h"
#include "platform/trust/names.h"
#include "tests/source_dir.h"

namespace platform {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kReader = "reader: { image: x, aws: { policies: [AmazonS3ReadOnlyAccess] } }";

class FormerClusterTest : public DeploymentTest {
 protected:
  // As `up` left it before: what is there, and a file in the place of the journal.
  void deploy(const std::string& fixture) {
    read(file(kReader));
    begin_anew();
    ASSERT_THAT(up(), Not(HasSubstr("error: ")));
    StateFiles files(home_);
    ASSERT_TRUE(files.remove_cluster("acme", cluster()));
    std::string text = *base::read_file(SLIPWAY_SOURCE_DIR "/src/platform/testdata/former/" + fixture);
    std::string issuer = issuer_key(world_.account->issuer("dev"));
    size_t at = text.find("ISSUER");
    if (at != text.npos) text.replace(at, 6, issuer);
    ASSERT_TRUE(base::make_folder(folder_ + "/clusters/acme"));
    ASSERT_TRUE(base::write_file_atomically(home_.cluster_file("acme", cluster()), text));
  }
  const Cluster& cluster() const { return configuration_.clusters[0]; }
  engine::State state() {
    engine::FileKeep keep(home_.cluster_journal("acme", cluster()), clock_);
    return engine::load(keep)->state;
  }
};

TEST_F(FormerClusterTest, WhatWasDoneIsKnownAndTheNextPlanIsEmpty) {
  deploy("cluster.json");
  world_.changes.clear();
  EXPECT_THAT(up(), Not(testing::AnyOf(HasSubstr("  + "), HasSubstr("  ~ "), HasSubstr("error: "))));
  EXPECT_TRUE(world_.changes.empty()) << "nothing is made or changed by the move";
  EXPECT_EQ(state().records.size(), 4U);
  EXPECT_TRUE(base::exists(home_.cluster_file("acme", cluster()) + ".before"));
  EXPECT_THAT(down(), HasSubstr("  - role slipway-eks-dev"));
  EXPECT_TRUE(world_.is_empty());
  EXPECT_FALSE(base::exists(folder_ + "/clusters"));
}

TEST_F(FormerClusterTest, DownIsTheFirstCommandThatMeetsIt) {
  deploy("cluster.json");
  EXPECT_THAT(down(), Not(HasSubstr("error: ")));
  EXPECT_TRUE(world_.is_empty());
}

TEST_F(FormerClusterTest, WhatWasBegunIsLookedFor) {
  deploy("cluster-begun.json");
  EXPECT_THAT(down(), Not(HasSubstr("error: ")));
  EXPECT_TRUE(world_.is_empty()) << "also what was there already, and was not known to be";
}

TEST_F(FormerClusterTest, AMoveThatWasKilledBeginsAgain) {
  deploy("cluster.json");
  engine::FileKeep keep(home_.cluster_journal("acme", cluster()), clock_);
  engine::Lease lease = *keep.acquire("a run that was killed", "move", base::Milliseconds(60'000));
  engine::State half;
  ASSERT_TRUE(engine::begin(keep, lease, half, clock_.now(), "half"));
  EXPECT_THAT(up(), Not(testing::AnyOf(HasSubstr("  + "), HasSubstr("  ~ "), HasSubstr("error: "))));
  EXPECT_EQ(state().records.size(), 4U);
  EXPECT_NE(state().lineage, "half");
}

TEST_F(FormerClusterTest, AFileOfALaterVersionIsRefused) {
  deploy("cluster.json");
  ASSERT_TRUE(base::write_file_atomically(home_.cluster_file("acme", cluster()), R"({"version": 3})"));
  EXPECT_THAT(up(), HasSubstr("is not a state file of this version of Slipway"));
}

}  // namespace
}  // namespace platform

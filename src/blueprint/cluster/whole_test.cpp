// The work on a cluster that its file describes, in an account in this process: made, looked at, and removed.
#include "blueprint/cluster/whole.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "account/server/in_process.h"
#include "base/manual_clock.h"
#include "base/seeded_random.h"
#include "base/text.h"
#include "blueprint/cloud/aws_cloud.h"
#include "blueprint/cluster/work.h"
#include "crypto/certificate.h"
#include "engine/show/exit_code.h"
#include "engine/state/take_lock.h"
#include "services/all.h"
#include "services/embedded_catalog.h"

namespace blueprint {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// One of each for all accounts of these tests: to make them takes longer than most tests.
const std::string& authority_pem() {
  static const std::string pem =
      crypto::make_authority("authority of the tests", base::from_seconds(1'800'000'000))->certificate_pem;
  return pem;
}
base::Result<crypto::PrivateKey> issuer_key() {
  static const crypto::PrivateKey key = *crypto::PrivateKey::generate(crypto::Algorithm::rs256);
  return key;
}

class WholeTest : public ::testing::Test, public Connections {
 protected:
  WholeTest() {
    account::InProcessOptions options;
    options.authority_pem = authority_pem();
    options.issuer_key = issuer_key;
    auto account =
        account::InProcess::make(options, services::all(), services::embedded_catalog(), clock_, random_);
    EXPECT_TRUE(account) << account.error().message;
    account_ = *account;
    access_.endpoint = options.endpoint;
    access_.credentials = {account_->root().access_key_id, account_->root().secret_access_key, {}};
    access_.embedded = true;
    NodeGroup system;
    system.name = "system";
    system.types = {"m7g.large"};
    desired_.organization = "acme";
    desired_.name = "prod";
    desired_.region = "eu-west-3";
    desired_.version = "1.34";
    desired_.network.cidr = "10.0.0.0/16";
    desired_.network.nat = Network::Nat::single;
    desired_.nodes = {system};
    desired_.is_protected = false;
  }
  ~WholeTest() override { std::filesystem::remove_all(places_.root); }

  base::Result<AccountAccess> open_account(const AccountReference&, bool, const Progress&) override {
    return access_;
  }
  std::unique_ptr<Cloud> cloud(const AccountAccess& access, const std::string& region) override {
    return aws_cloud(access, region, account_, clock_, random_, base::Deadline::never());
  }
  base::Result<std::unique_ptr<ClusterApi>> cluster_api(const Cluster&, const AccountAccess&,
                                                        const ClusterAddress&) override {
    return base::fail(base::ErrorKind::unavailable, "nothing runs here");
  }

  // As its file describes it now, or only names it.
  Cluster cluster() const {
    Cluster cluster;
    cluster.name = desired_.name;
    cluster.region = desired_.region;
    if (is_described_) cluster.desired = std::make_shared<DesiredCluster>(desired_);
    return cluster;
  }

  // One run: what the plan says, or the error. `is_up`: else it is removed.
  std::string run(bool is_up, bool applies = true) {
    error_ = {};
    auto done = try_run(is_up, applies);
    if (done) return *done;
    error_ = done.error();
    return "error: " + error_.message + "; " + error_.hint;
  }
  std::string up(bool applies = true) { return run(true, applies); }
  std::string down(bool applies = true) { return run(false, applies); }

  json::Value must(std::string_view service, std::string_view operation, const json::Object& input) {
    auto output = call(*cloud(access_, "eu-west-3"), service, operation, input);
    EXPECT_TRUE(output) << output.error().message;
    return output ? *output : json::Value(json::Object());
  }
  // What there is, by how much of it.
  std::map<std::string, size_t> everything() {
    const struct {
      const char *service, *operation, *list;
    } kLists[] = {{"ec2", "DescribeVpcs", "Vpcs"},
                  {"ec2", "DescribeSubnets", "Subnets"},
                  {"ec2", "DescribeInternetGateways", "InternetGateways"},
                  {"ec2", "DescribeAddresses", "Addresses"},
                  {"ec2", "DescribeRouteTables", "RouteTables"},
                  {"ec2", "DescribeSecurityGroups", "SecurityGroups"},
                  {"ec2", "DescribeVpcEndpoints", "VpcEndpoints"},
                  {"ec2", "DescribeLaunchTemplates", "LaunchTemplates"},
                  {"ec2", "DescribeNetworkInterfaces", "NetworkInterfaces"},
                  {"eks", "ListClusters", "clusters"},
                  {"iam", "ListOpenIDConnectProviders", "OpenIDConnectProviderList"}};
    std::map<std::string, size_t> counts;
    for (const auto& each : kLists)
      counts[each.list] = must(each.service, each.operation, {}).find(each.list)->as_array().size();
    return counts;
  }

  DesiredCluster desired_;
  bool is_described_ = true;
  std::vector<std::string> allowed_;  // by name
  base::Error error_;                 // of the last run; without a message: there was none

 private:
  base::Result<std::string> try_run(bool is_up, bool applies) {
    std::string folder = places_.root + "/clusters/acme/prod@eu-west-3";
    auto lock = TRY(
        engine::take_lock(places_, folder, clock_, {"test", "test"}, engine::HeldLease::Renewal::when_used));
    auto target = TRY(open_target("acme", cluster(), true, *this, [](const std::string&) {}));
    target->lock = lock.get();
    engine::PlanMaker make_plan = [this](const engine::PlanInputs& inputs, engine::PlanOptions options,
                                         base::Diagnostics& diagnostics) {
      options.allow_destroy.insert(options.allow_destroy.end(), allowed_.begin(), allowed_.end());
      return engine::make_plan(inputs, options, diagnostics);
    };
    ClusterWorld world{.run = {clock_, random_, [](const std::string&) {}, 0, make_plan}};
    world.open = [&] { return engine::open_keep(places_, folder, clock_); };
    world.before_change = world.after_removal = [] { return base::Status(); };
    auto work = TRY(is_up ? ClusterWork::up(*target, false, world) : ClusterWork::down(*target, world));
    if (applies) TRY(work->apply());
    return engine::render({{work->section()}});
  }

  base::VirtualClock clock_{base::from_seconds(1'800'000'000)};
  base::SeededRandom random_{7};
  std::shared_ptr<account::InProcess> account_;
  AccountAccess access_;
  engine::Places places_{::testing::TempDir() + "/whole-" + base::SystemRandom().uuid(), {}};
};

const auto kChanges = ::testing::AnyOf(HasSubstr("  + "), HasSubstr("  ~ "), HasSubstr("  - "));

TEST_F(WholeTest, IsMadeOnceAndLeavesNothing) {
  std::map<std::string, size_t> before = everything();
  std::string made = up();
  for (const char* address : {"network/vpc", "cluster/control-plane", "nodes/group/system"})
    EXPECT_THAT(made, HasSubstr(fmt::format("  + {} ", address)));
  EXPECT_EQ(everything()["Subnets"], before["Subnets"] + 6);
  EXPECT_EQ(everything()["OpenIDConnectProviderList"], 1u);
  EXPECT_THAT(up(), Not(kChanges));
  EXPECT_EQ(error_.message, "");
  EXPECT_THAT(down(), HasSubstr("  - network/vpc"));
  EXPECT_EQ(everything(), before);
}

TEST_F(WholeTest, WhatWasChangedByHandIsMended) {
  up();
  json::Object filter{{"Name", "tag:slipway:address"}, {"Values", json::Array{"network/vpc"}}};
  json::Value found = must("ec2", "DescribeVpcs", {{"Filters", json::Array{filter}}});
  must("ec2", "CreateTags",
       {{"Resources", json::Array{*found.find("Vpcs")->as_array().at(0).find("VpcId")}},
        {"Tags", json::Array{json::Object{{"Key", "Name"}, {"Value", "mine"}}}}});
  std::string mended = up();
  EXPECT_THAT(mended, HasSubstr("  ~ network/vpc"));
  EXPECT_THAT(mended, HasSubstr("tags"));
  EXPECT_THAT(up(), Not(kChanges));
}

TEST_F(WholeTest, WhoOnlyNamesItLeavesItAlone) {
  up();
  std::map<std::string, size_t> before = everything();
  is_described_ = false;
  for (bool is_up : {true, false})
    EXPECT_THAT(run(is_up), HasSubstr("= cluster prod  as another file describes it"));
  EXPECT_EQ(everything(), before);
}

TEST_F(WholeTest, OneThatWasOnlyNamedIsNotMadeWhole) {
  is_described_ = false;
  EXPECT_THAT(up(), HasSubstr("  + cluster prod"));
  is_described_ = true;
  EXPECT_THAT(up(), HasSubstr("was made without a network of its own"));
}

TEST_F(WholeTest, ProtectedItGoesOnlyIfThatIsAllowed) {
  desired_.is_protected = true;
  up();
  down();
  EXPECT_EQ(engine::outcome_of(error_), engine::Outcome::refused) << error_.message;
  EXPECT_THAT(error_.hint, HasSubstr("--allow-destroy network/vpc"));
  EXPECT_EQ(everything()["clusters"], 1u);
  std::vector<std::string_view> words =
      base::split(std::string_view(error_.hint).substr(0, error_.hint.find(';')), ' ');
  for (size_t at = 1; at < words.size(); ++at)
    if (words[at - 1] == "--allow-destroy") allowed_.emplace_back(words[at]);
  down(false);
  EXPECT_EQ(error_.message, "");
  allowed_.clear();
  desired_.is_protected = false;
  down();
  EXPECT_EQ(error_.message, "") << "the file's word counts";
  EXPECT_EQ(everything()["clusters"], 0u);
}

TEST_F(WholeTest, UpEndsNoNodesUnlessThatIsAllowed) {
  up();
  desired_.nodes.clear();
  up();
  EXPECT_EQ(engine::outcome_of(error_), engine::Outcome::refused) << error_.message;
  allowed_ = {"nodes/group/system"};
  EXPECT_THAT(up(), HasSubstr("  - nodes/group/system"));
  EXPECT_EQ(error_.message, "");
}

// What a file leaves to the account is answered once.
TEST_F(WholeTest, KeepsItsZones) {
  desired_.nodes.clear();
  desired_.network.zones = {"eu-west-3b", "eu-west-3c"};
  desired_.zones = 2;
  up();
  desired_.network.zones.clear();
  EXPECT_THAT(up(), Not(kChanges));
  desired_.zones = 3;
  std::string more = up();
  EXPECT_THAT(more, HasSubstr("  + network/subnet/private-a"));
  EXPECT_THAT(more, Not(HasSubstr("  - ")));
  EXPECT_THAT(up(), Not(kChanges));
  EXPECT_EQ(error_.message, "");
  // The control plane stays where it was made.
  json::Value cluster = must("eks", "DescribeCluster", {{"name", "prod"}});
  EXPECT_EQ(cluster.find("cluster")->find("resourcesVpcConfig")->find("subnetIds")->as_array().size(), 2u);
}

TEST_F(WholeTest, IsOfAVersionThatItCanGetTo) {
  desired_.version = "1.77";
  EXPECT_THAT(up(), HasSubstr("EKS offers no version 1.77"));
  desired_.version = "1.32";
  up();
  EXPECT_EQ(error_.message, "");
  desired_.version = "1.31";
  EXPECT_THAT(up(), HasSubstr("the cluster has version 1.32, and EKS does not take it back to 1.31"));
  EXPECT_EQ(error_.hint,
            "it does so within seven days of an upgrade from there; write `version: \"1.32\"`, which it has");
  desired_.version = "1.30";
  EXPECT_THAT(up(), HasSubstr("the cluster has version 1.32, and goes back to 1.30 by no way"));
  desired_.version = "1.33";
  EXPECT_THAT(up(), HasSubstr("  ~ cluster/control-plane  version 1.32 -> 1.33"));
  EXPECT_THAT(up(), Not(kChanges));
}

// The list that needs no account is the one that is made.
TEST_F(WholeTest, IsListedWithoutAskingAnybody) {
  auto unasked = whole_cluster_unasked(cluster(), "111122223333");
  ASSERT_TRUE(unasked) << unasked.error().message;
  std::string made = up(false);
  for (const engine::Resource& each : *unasked) EXPECT_THAT(made, HasSubstr("  + " + each.address));
}

}  // namespace
}  // namespace blueprint

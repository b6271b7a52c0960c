// A cluster in its network: its whole life in an account in this process, in virtual time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/testing/golden.h"
#include "base/yaml.h"
#include "blueprint/eks/eks_cluster.h"
#include "blueprint/eks/kinds.h"
#include "blueprint/kinds/kinds.h"
#include "blueprint/network/kinds.h"
#include "blueprint/storage/kinds.h"
#include "blueprint/testing/stage.h"

namespace blueprint {
namespace {

using blueprint::testing::Stage;
using engine::Resource;
using json::Object;
using json::Value;
using ::testing::HasSubstr;

constexpr base::Milliseconds kWindow{1000};
const char* const kAccount = "123456789012";

Network network() {
  Network network;
  network.cluster = "prod";
  network.region = "eu-west-3";
  network.cidr = "10.0.0.0/16";
  network.zones = {"eu-west-3a", "eu-west-3b"};
  network.nat = Network::Nat::single;
  network.tags = Owner{"acme", "", "", "", "eu-west-3/prod"}.tags();
  return network;
}

EksCluster cluster(const std::string& admin) {
  EksCluster cluster;
  cluster.name = "prod";
  cluster.account_id = kAccount;
  cluster.version = "1.33";
  cluster.tags = Owner{"acme", "", "", "", "eu-west-3/prod"}.tags();
  cluster.tags["cost-center"] = "4711";
  cluster.admins = {admin};
  NodeGroup system;
  system.name = "system";
  system.types = {"m7g.large"};
  system.labels = {{"pool", "system"}};
  cluster.nodes = {system};
  return cluster;
}

engine::Kinds kinds() {
  engine::Kinds all = network_kinds(kWindow);
  for (const engine::Kinds& more : {eks_kinds(kWindow), storage_kinds(kWindow)})
    for (const auto& [name, kind] : more) all.emplace(name, kind);
  for (const auto& [name, kind] : kinds_of_account(kAccount, kWindow))
    if (name == kRole || name == kRolePolicy) all.emplace(name, kind);
  return all;
}

std::vector<Resource> network_alone() {
  base::Diagnostics diagnostics;
  return network_resources(complete(network(), diagnostics), kAccount);
}

std::vector<Resource> resources(const EksCluster& cluster) {
  base::Diagnostics diagnostics;
  Network whole = complete(network(), diagnostics);
  check(cluster, diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << diagnostics.render();
  std::vector<Resource> all = network_resources(whole, kAccount);
  for (Resource& each : cluster_resources(cluster, whole, kAccount)) all.push_back(std::move(each));
  return all;
}

// An account with somebody who shall look after clusters, in which EKS has worked before: roles of services are the
// account's own.
struct Site {
  Site() : stage(kinds()) {
    Object trust{{"Version", "2012-10-17"},
                 {"Statement", json::Array{Object{{"Effect", "Allow"},
                                                  {"Principal", Object{{"Service", "ec2.amazonaws.com"}}},
                                                  {"Action", "sts:AssumeRole"}}}}};
    Value role = stage.must("iam.CreateRole",
                            Object{{"RoleName", "admin"}, {"AssumeRolePolicyDocument", json::dump(trust)}});
    admin = role.find("Role")->string_or("Arn", "");
    for (const char* service :
         {"eks.amazonaws.com", "eks-nodegroup.amazonaws.com", "autoscaling.amazonaws.com"})
      stage.must("iam.CreateServiceLinkedRole", Object{{"AWSServiceName", service}});
  }

  Stage stage;
  std::string admin;
};

std::string addresses(const engine::Plan& plan) {
  std::string text;
  for (const engine::Step& step : plan.steps)
    text += fmt::format("{} {}\n", engine::action_name(step.action), step.address);
  return text;
}

TEST(ClusterLife, LeavesTheAccountAsItWas) {
  Site site;
  std::string before = site.stage.everything();
  std::vector<Resource> desired = resources(cluster(site.admin));
  auto made = site.stage.run(desired);
  ASSERT_TRUE(made.is_done()) << made.failure();
  EXPECT_EQ(addresses(site.stage.plan(desired)), "");
  auto removed = site.stage.run({});
  ASSERT_TRUE(removed.is_done()) << removed.failure();
  site.stage.advance(std::chrono::hours(24 * 31));
  EXPECT_EQ(site.stage.everything(), before);
}

// At each call that writes behind those of the network, whose answers nobody hears.
TEST(ClusterKilled, BehindEachCall) {
  std::string before, after;
  {
    Site site;
    before = site.stage.counts();
    ASSERT_TRUE(site.stage.run(resources(cluster(site.admin))).is_done());
    after = site.stage.counts();
  }
  bool survives = false;
  for (int64_t write = 1; !survives; write += testing::next_death()) {
    SCOPED_TRACE(fmt::format("killed at write {}", write));
    Site site;
    (void)site.stage.counts();
    std::vector<Resource> desired = resources(cluster(site.admin));
    ASSERT_TRUE(site.stage.run(network_alone()).is_done());
    survives = !site.stage.run(desired, {write, true}).is_dead;
    auto resumed = site.stage.run(desired);
    ASSERT_TRUE(resumed.is_done()) << resumed.failure();
    ASSERT_EQ(site.stage.counts(), after);
    ASSERT_EQ(addresses(site.stage.plan(desired)), "");
    (void)site.stage.run({}, {write, true});
    auto removed = site.stage.run({});
    ASSERT_TRUE(removed.is_done()) << removed.failure();
    site.stage.advance(std::chrono::hours(24 * 31));
    ASSERT_EQ(site.stage.counts(), before);
  }
}

json::Array changes_by_hand() {
  base::Diagnostics diagnostics;
  std::string path =
      std::string(SLIPWAY_SOURCE_DIR) + "/src/blueprint/testdata/network/cluster_changed_by_hand.yaml";
  auto changes = yaml::parse(*base::read_file(path), diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << diagnostics.render();
  return changes->as_array();
}

// Behind a change of a template its node group is looked at, too: it may have a new version.
TEST(ClusterDrift, IsFoundAndMended) {
  Site site;
  std::vector<Resource> desired = resources(cluster(site.admin));
  auto made = site.stage.run(desired);
  ASSERT_TRUE(made.is_done()) << made.failure();
  for (const Value& change : changes_by_hand()) {
    std::string at(change.string_or("at", "")), member(change.string_or("member", ""));
    SCOPED_TRACE(at + " " + member);
    site.stage.must(change.string_or("call", ""), site.stage.filled(*change.find("input")));
    site.stage.advance(std::chrono::minutes(30));
    auto mended = site.stage.run(desired);
    ASSERT_TRUE(mended.is_done()) << mended.failure();
    EXPECT_THAT(addresses(mended.plan), HasSubstr(fmt::format("change {}\n", at)));
    EXPECT_EQ(mended.plan.steps.size(), at.starts_with("nodes/template/") ? 2u : 1u)
        << addresses(mended.plan);
    EXPECT_EQ(addresses(site.stage.plan(desired)), "");
  }
}

TEST(ClusterReasons, AreGivenForEachCall) {
  Site site;
  std::vector<Resource> desired = resources(cluster(site.admin));
  ASSERT_TRUE(site.stage.run(desired).is_done());
  ASSERT_TRUE(site.stage.run({}).is_done());
  std::set<std::string> reasoned;
  for (const auto& [name, kind] : kinds())
    for (const auto& [call, why] : kind->reasons) reasoned.insert(call);
  for (const std::string& call : site.stage.called) EXPECT_TRUE(reasoned.contains(call)) << call;
}

// One minor at a time, in place; then its nodes' template in a new version.
TEST(ClusterChange, OfItsVersionIsInPlace) {
  Site site;
  EksCluster now = cluster(site.admin);
  ASSERT_TRUE(site.stage.run(resources(now)).is_done());
  now.version = "1.34";
  auto changed = site.stage.run(resources(now));
  ASSERT_TRUE(changed.is_done()) << changed.failure();
  EXPECT_EQ(addresses(changed.plan), "change cluster/control-plane\nchange nodes/group/system\n");
  EXPECT_EQ(addresses(site.stage.plan(resources(now))), "");
}

TEST(ClusterRefused, WhatCannotBe) {
  const struct {
    std::function<void(EksCluster&)> spoil;
    const char *key, *says;
  } rows[] = {
      {[](EksCluster& c) { c.version = ""; }, "version", "no version"},
      {[](EksCluster& c) { c.public_cidrs = {"0.0.0.0/0"}; }, "endpoint", "the whole internet"},
      {[](EksCluster& c) { c.public_cidrs = {"everywhere"}; }, "endpoint", "no block"},
      {[](EksCluster& c) {
         c.logs = {"api", "kubelet"};
       },
       "logs", "no kind of log"},
      {[](EksCluster& c) { c.admins = {"me"}; }, "access", "no ARN of a principal"},
      {[](EksCluster& c) {
         c.nodes[0].types = {"m7g.large", "m7i.large"};
       },
       "nodes", "two architectures"},
      {[](EksCluster& c) { c.nodes[0].types = {}; }, "nodes", "no type of instance"},
      {[](EksCluster& c) { c.nodes[0].least = 5; }, "nodes", "from 5 to 4 nodes"},
      {[](EksCluster& c) { c.nodes[0].capacity = "RESERVED"; }, "nodes", "no kind of capacity"},
  };
  for (const auto& row : rows) {
    EksCluster wrong = cluster("arn:aws:iam::123456789012:role/admin");
    row.spoil(wrong);
    base::Diagnostics diagnostics;
    check(wrong, diagnostics);
    ASSERT_EQ(diagnostics.list().size(), 1u) << row.says;
    EXPECT_EQ(diagnostics.list().front().id, row.key);
    EXPECT_THAT(diagnostics.render(), HasSubstr(row.says));
  }
}

TEST(Cluster, Resources) {
  base::Diagnostics diagnostics;
  Network whole = complete(network(), diagnostics);
  EksCluster all = cluster("arn:aws:iam::123456789012:role/admin");
  std::string text;
  for (const Resource& each : cluster_resources(all, whole, kAccount)) {
    text += fmt::format("{} ({})\n  {}\n  {}\n", each.address, each.kind, each.why, json::dump(each.desired));
    for (const std::string& need : each.needs) text += fmt::format("  needs {}\n", need);
  }
  golden::expect("src/blueprint/testdata/network/cluster_resources.txt", text);
}

// No ARN of ours says which partition it is of but by its region.
TEST(Cluster, IsOfThePartitionOfItsRegion) {
  base::Diagnostics diagnostics;
  Network china = network();
  china.region = "cn-north-1";
  china.zones = {"cn-north-1a", "cn-north-1b"};
  china = complete(china, diagnostics);
  std::string text;
  for (const Resource& each :
       cluster_resources(cluster("arn:aws-cn:iam::123456789012:role/admin"), china, kAccount))
    text += json::dump(each.desired);
  EXPECT_THAT(text, ::testing::Not(HasSubstr("arn:aws:")));
  EXPECT_THAT(text, HasSubstr("arn:aws-cn:iam::aws:policy/AmazonEKSClusterPolicy"));
  EXPECT_THAT(text, HasSubstr("ec2.amazonaws.com.cn"));
}

TEST(Cluster, FindsTheImageOfAnArchitecture) {
  for (const char* type : {"m7g.large", "t4g.medium", "c6gn.xlarge", "r8gd.large"})
    EXPECT_EQ(image_for(NodeGroup::System::bottlerocket, type), "BOTTLEROCKET_ARM_64") << type;
  for (const char* type : {"m7i.large", "t3.medium", "g5.xlarge", "c6in.large", "m7a.large"})
    EXPECT_EQ(image_for(NodeGroup::System::bottlerocket, type), "BOTTLEROCKET_x86_64") << type;
  EXPECT_EQ(image_for(NodeGroup::System::al2023, "c7g.large"), "AL2023_ARM_64_STANDARD");
  EXPECT_EQ(image_for(NodeGroup::System::al2023, "c7i.large"), "AL2023_x86_64_STANDARD");
}

}  // namespace
}  // namespace blueprint

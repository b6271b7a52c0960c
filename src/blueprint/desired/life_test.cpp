// All of a cluster: its life in an account in this process, in virtual time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/yaml.h"
#include "blueprint/desired/cluster.h"
#include "blueprint/testing/whole.h"
#include "tests/source_dir.h"

namespace blueprint {
namespace {

using blueprint::testing::everything;
using blueprint::testing::kPlace;
using blueprint::testing::steps;
using blueprint::testing::WholeSite;
using engine::Resource;
using json::Object;
using json::Value;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::chrono::hours kKeysHaveEnded{24 * 31};

// With something in the buckets, and the last lines of the control plane on their way.
void live_and_leave(WholeSite& site, const DesiredCluster& cluster) {
  std::string before = site.stage.everything();
  std::vector<Resource> desired = site.resources(cluster);
  auto made = site.stage.run(desired);
  ASSERT_TRUE(made.is_done()) << made.failure();
  EXPECT_EQ(steps(site.stage.plan(desired)), "");
  site.stage.advance(std::chrono::hours(1));
  EXPECT_EQ(steps(site.stage.plan(desired)), "");
  for (const char* bucket :
       {"slipway-prod-loki-123456789012-eu-west-3", "slipway-prod-flow-logs-123456789012-eu-west-3"})
    for (int object = 0; object < 3; ++object)
      site.stage.must("s3.PutObject", Object{{"Bucket", bucket}, {"Key", fmt::format("{}", object)}});
  auto removed = site.stage.run({});
  ASSERT_TRUE(removed.is_done()) << removed.failure();
  EXPECT_TRUE(site.stage.state().records.empty());
  site.stage.advance(kKeysHaveEnded);
  EXPECT_EQ(site.stage.everything(), before);
}

TEST(WholeLife, LeavesTheAccountAsItWas) {
  WholeSite site;
  live_and_leave(site, everything(site.admin));
}

TEST(WholeLife, AlsoWithPodIdentity) {
  WholeSite site;
  DesiredCluster cluster = everything(site.admin);
  cluster.pod_identity = true;
  live_and_leave(site, cluster);
}

json::Array changes_by_hand() {
  base::Diagnostics diagnostics;
  std::string path = std::string(SLIPWAY_SOURCE_DIR) + "/src/blueprint/testdata/desired/changed_by_hand.yaml";
  auto changes = yaml::parse(*base::read_file(path), diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << diagnostics.render();
  return changes->as_array();
}

TEST(WholeDrift, IsFoundAndMended) {
  WholeSite site;
  std::vector<Resource> desired = site.resources(everything(site.admin));
  auto made = site.stage.run(desired);
  ASSERT_TRUE(made.is_done()) << made.failure();
  for (const Value& change : changes_by_hand()) {
    std::string at(change.string_or("at", "")), action(change.string_or("action", "change"));
    SCOPED_TRACE(at + " " + std::string(change.string_or("member", "")));
    site.stage.must(change.string_or("call", ""), site.stage.filled(*change.find("input")));
    site.stage.advance(std::chrono::minutes(30));
    auto mended = site.stage.run(desired);
    ASSERT_TRUE(mended.is_done()) << mended.failure();
    // What has gone is made anew, and its record goes.
    std::string rest = action == "create" ? fmt::format("destroy {}\n", at) : "";
    EXPECT_EQ(steps(mended.plan), fmt::format("{} {}\n{}", action, at, rest));
    EXPECT_EQ(steps(site.stage.plan(desired)), "");
  }
}

// Each member of the file that can be changed in place is, and nothing else with it.
TEST(WholeChange, IsInPlaceWhereItCanBe) {
  const struct {
    const char* says;
    std::function<void(DesiredCluster&)> change;
    const char* steps;
  } rows[] = {
      {"logs are kept longer", [](DesiredCluster& c) { c.logs_days = 365; }, "change cluster/logs\n"},
      {"Loki's, too", [](DesiredCluster& c) { c.controllers.loki_days = 30; }, "change stores/loki\n"},
      {"flow logs, too", [](DesiredCluster& c) { c.flow_logs_days = 30; }, "change stores/flow-logs\n"},
      {"other secrets", [](DesiredCluster& c) { c.controllers.external_secrets = "shop/"; },
       "change controllers/external-secrets/document\n"},
      {"an add-on's configuration",
       [](DesiredCluster& c) {
         c.addons[2].configuration = Object{{"replicaCount", 3}};
       },
       "change addons/coredns\n"},
      {"taints",
       [](DesiredCluster& c) {
         c.nodes[1].taints = {{"dedicated", "api", "NO_EXECUTE"}};
       },
       "change nodes/group/web\n"},
      {"a balancer's controller goes", [](DesiredCluster& c) { c.controllers.load_balancer = false; },
       "destroy controllers/load-balancer/document\ndestroy controllers/load-balancer/role\n"},
      {"one more profile",
       [](DesiredCluster& c) {
         c.fargate.push_back({"more", {{"more"}}});
       },
       "create fargate/profile/more\n"},
  };
  WholeSite site;
  DesiredCluster cluster = everything(site.admin);
  ASSERT_TRUE(site.stage.run(site.resources(cluster)).is_done());
  for (const auto& row : rows) {
    SCOPED_TRACE(row.says);
    row.change(cluster);
    auto changed = site.stage.run(site.resources(cluster));
    ASSERT_TRUE(changed.is_done()) << changed.failure();
    EXPECT_EQ(steps(changed.plan), row.steps);
    EXPECT_EQ(steps(site.stage.plan(site.resources(cluster))), "");
  }
}

// A tag of the user's comes to all that has tags, and goes from there.
TEST(WholeChange, OfTagsReachesEverything) {
  WholeSite site;
  DesiredCluster cluster = everything(site.admin);
  std::vector<Resource> desired = site.resources(cluster);
  ASSERT_TRUE(site.stage.run(desired).is_done());
  cluster.tags = {{"team", "blue"}};
  auto changed = site.stage.run(site.resources(cluster));
  ASSERT_TRUE(changed.is_done()) << changed.failure();
  std::string expected, told = steps(changed.plan);
  for (const Resource& each : desired)
    if (each.desired.find("tags")) {
      EXPECT_THAT(told, HasSubstr(fmt::format("change {}\n", each.address)));
    }
  EXPECT_THAT(told, Not(HasSubstr("replace")));
  EXPECT_EQ(steps(site.stage.plan(site.resources(cluster))), "");
  Value tags = site.stage.must("iam.ListRoleTags", Object{{"RoleName", "slipway-loki-prod"}});
  EXPECT_THAT(json::dump(tags), AllOf(HasSubstr("blue"), Not(HasSubstr("4711"))));
}

TEST(WholeReasons, AreGivenForEachCall) {
  WholeSite site;
  std::vector<Resource> desired = site.resources(everything(site.admin));
  ASSERT_TRUE(site.stage.run(desired).is_done());
  ASSERT_TRUE(site.stage.run({}).is_done());
  std::set<std::string> reasoned;
  for (const auto& [name, kind] : kinds_of_clusters(kPlace.account_id, {}))
    for (const auto& [call, why] : kind->reasons) reasoned.insert(call);
  for (const std::string& call : site.stage.called) EXPECT_TRUE(reasoned.contains(call)) << call;
}

// Before anything is made.
TEST(WholeRefused, WhatAwsDoesNotHave) {
  const struct {
    std::function<void(DesiredCluster&)> spoil;
    const char* says;
  } rows[] = {
      {[](DesiredCluster& c) { c.version = "1.12"; }, "EKS offers no version 1.12 of Kubernetes"},
      {[](DesiredCluster& c) { c.nodes[0].types = {"m99.large"}; },
       "eu-west-3 has no instances of the type `m99.large`"},
      {[](DesiredCluster& c) { c.addons.push_back({"grafana"}); }, "EKS has no add-on `grafana`"},
      {[](DesiredCluster& c) { c.zones = 9; }, "zones in which EKS takes subnets"},
      {[](DesiredCluster& c) { c.iam.boundary = "arn:aws:iam::123456789012:policy/none"; },
       "there is no policy `arn:aws:iam::123456789012:policy/none`"},
  };
  WholeSite site;
  for (const auto& row : rows) {
    DesiredCluster wrong = everything(site.admin);
    row.spoil(wrong);
    base::Status resolved = resolve(site.stage.cloud(), wrong);
    ASSERT_FALSE(resolved) << row.says;
    EXPECT_THAT(resolved.error().message, HasSubstr(row.says));
  }
}

// With all roles given, none is written: IAM only hands them on.
TEST(WholeLife, WithRolesThatAreGivenWritesNone) {
  WholeSite site;
  DesiredCluster cluster = site.completed(everything(site.admin));
  for (const std::string& use : role_uses(cluster))
    cluster.iam.given[use] = "arn:aws:iam::123456789012:role/mine/" + use;
  for (const Resource& each : resources(cluster, kPlace)) {
    EXPECT_FALSE(each.kind == "iam-role" || each.kind == "iam-role-policy" ||
                 each.kind == "iam-role-document")
        << each.address;
  }
}

}  // namespace
}  // namespace blueprint

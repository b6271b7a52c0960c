#include "blueprint/desired/cluster.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "base/diagnostics.h"
#include "base/testing/golden.h"
#include "blueprint/testing/whole.h"

namespace blueprint {
namespace {

using blueprint::testing::everything;
using blueprint::testing::kPlace;
using blueprint::testing::smallest;
using engine::Resource;
using ::testing::HasSubstr;
using ::testing::Not;

DesiredCluster completed(DesiredCluster cluster, const std::string& region) {
  cluster.region = region;
  cluster.network.zones = {region + "a", region + "b"};
  for (Addon& addon : cluster.addons) addon.version = "v1.0.0-eksbuild.1";
  base::Diagnostics diagnostics;
  cluster = complete(std::move(cluster), diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << diagnostics.render();
  return cluster;
}

std::string text_of(const std::vector<Resource>& resources) {
  std::string text;
  for (const Resource& each : resources) {
    text += fmt::format("{} ({}){}\n  {}\n  {}\n", each.address, each.kind,
                        each.is_protected ? " protected" : "", each.why, json::dump(each.desired));
    for (const std::string& need : each.needs) text += fmt::format("  needs {}\n", need);
  }
  return text;
}

TEST(DesiredCluster, Resources) {
  DesiredCluster cluster = completed(everything("arn:aws:iam::123456789012:role/admin"), "eu-west-3");
  golden::expect("src/blueprint/testdata/desired/everything.txt", text_of(resources(cluster, kPlace)));
  golden::expect("src/blueprint/testdata/desired/smallest.txt",
                 text_of(resources(completed(smallest(), "eu-west-3"), kPlace)));
}

// No ARN of ours says which partition it is of but by its region.
TEST(DesiredCluster, IsOfThePartitionOfItsRegion) {
  DesiredCluster cluster = completed(everything("arn:aws-cn:iam::123456789012:role/admin"), "cn-north-1");
  std::string text = text_of(resources(cluster, kPlace));
  EXPECT_THAT(text, Not(HasSubstr("arn:aws:")));
  EXPECT_THAT(text, HasSubstr("arn:aws-cn:s3:::slipway-prod-loki-123456789012-cn-north-1/*"));
}

TEST(DesiredCluster, HasNoAddressTwice) {
  DesiredCluster cluster = completed(everything("arn:aws:iam::123456789012:role/admin"), "eu-west-3");
  std::set<std::string> seen;
  for (const Resource& each : resources(cluster, kPlace))
    EXPECT_TRUE(seen.insert(each.address).second) << each.address;
}

TEST(DesiredCluster, NamesStayWithinTheirLimits) {
  DesiredCluster cluster = everything("arn:aws:iam::123456789012:role/admin");
  cluster.prefix = std::string(20, 'p');
  cluster.name = std::string(40, 'n');
  cluster = completed(cluster, "eu-west-3");
  std::set<std::string> names;
  const std::map<std::string, size_t> most = {
      {"iam-role", 64},    {"iam-instance-profile", 128}, {"s3-bucket", 63},  {"sqs-queue", 80},
      {"events-rule", 64}, {"dynamodb-table", 255},       {"kms-alias", 256}, {"ec2-launch-template", 128}};
  for (const Resource& each : resources(cluster, kPlace)) {
    auto limit = most.find(each.kind);
    if (limit == most.end()) continue;
    std::string name(each.desired.string_or("name", ""));
    EXPECT_LE(name.size(), limit->second) << name;
    EXPECT_TRUE(names.insert(each.kind + " " + name).second) << name;
  }
}

TEST(DesiredCluster, RefusesWhatCannotBe) {
  const struct {
    std::function<void(DesiredCluster&)> spoil;
    const char *key, *says;
  } rows[] = {
      {[](DesiredCluster& c) { c.name = "Prod"; }, "name", "no name of a cluster"},
      {[](DesiredCluster& c) { c.prefix = "-x"; }, "prefix", "cannot stand"},
      {[](DesiredCluster& c) { c.iam.path = "slipway"; }, "iam", "no path"},
      {[](DesiredCluster& c) { c.iam.boundary = "mine"; }, "iam", "no ARN of a policy"},
      {[](DesiredCluster& c) {
         c.iam.given = {{"loki", "loki"}};
       },
       "iam", "no ARN of a role"},
      {[](DesiredCluster& c) {
         c.iam.given = {{"grafana", "arn:aws:iam::123456789012:role/x"}};
       },
       "iam", "no role for `grafana`"},
      {[](DesiredCluster& c) { c.secrets = "mine"; }, "encryption", "no key"},
      {[](DesiredCluster& c) { c.logs_days = 91; }, "logs", "keeps nothing for 91 days"},
      {[](DesiredCluster& c) { c.flow_logs_days = 0; }, "flow_logs", "less than a day"},
      {[](DesiredCluster& c) { c.controllers.loki_days = 0; }, "controllers", "less than a day"},
      {[](DesiredCluster& c) { c.controllers.external_secrets = ""; }, "controllers", "all secrets"},
      {[](DesiredCluster& c) {
         c.addons.push_back({"coredns", "v1"});
       },
       "addons", "there twice"},
      {[](DesiredCluster& c) {
         c.addons.push_back({"", "v1"});
       },
       "addons", "has no name"},
      {[](DesiredCluster& c) { c.pod_identity = true; }, "addons", "no node has its agent"},
      {[](DesiredCluster& c) { c.nodes = {}, c.fargate = {}; }, "nodes", "nowhere to run"},
      {[](DesiredCluster& c) { c.nodes[1].name = "system"; }, "nodes", "there twice"},
      {[](DesiredCluster& c) {
         c.nodes[0].taints = {{"a", "b", "NoSchedule"}};
       },
       "nodes", "no taint"},
      {[](DesiredCluster& c) { c.fargate[0].selectors = {}; }, "fargate", "0 selectors"},
      {[](DesiredCluster& c) { c.fargate[0].selectors[0].name_space = ""; }, "fargate", "no namespace"},
      {[](DesiredCluster& c) { c.fargate[1].name = "jobs"; }, "fargate", "there twice"},
      {[](DesiredCluster& c) { c.network.cidr = "10.0.0.0/29"; }, "cidr", ""},
  };
  for (const auto& row : rows) {
    DesiredCluster wrong = completed(everything("arn:aws:iam::123456789012:role/admin"), "eu-west-3");
    wrong.network.private_cidrs = wrong.network.public_cidrs = {};
    row.spoil(wrong);
    base::Diagnostics diagnostics;
    complete(wrong, diagnostics);
    ASSERT_FALSE(diagnostics.empty()) << row.says;
    EXPECT_EQ(diagnostics.list().front().id, row.key) << diagnostics.render();
    EXPECT_THAT(diagnostics.render(), HasSubstr(row.says));
  }
}

}  // namespace
}  // namespace blueprint

#include "platform/load/described.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/yaml.h"
#include "blueprint/cluster/whole.h"
#include "platform/load/load.h"
#include "platform/load/names.h"
#include "platform/load/schema.h"
#include "platform/testing/managed_policies_for_tests.h"
#include "tests/source_dir.h"

namespace platform {
namespace {

using testing::ElementsAre;

Configuration load(const std::string& text) {
  base::Diagnostics diagnostics("slipway.yaml", text);
  auto result = load_configuration(text, few_managed_policies(), diagnostics);
  EXPECT_TRUE(result) << diagnostics.render();
  return result.value_or(Configuration());
}

blueprint::Cluster cluster_with(const std::string& lines) {
  return load(
             "organization: acme\nclusters: { prod: { account: embedded, region: eu-west-3, version: "
             "'1.34', " +
             lines + " } }\n")
      .clusters.at(0);
}

blueprint::Cluster example(const std::string& name) {
  return load(*base::read_file(SLIPWAY_SOURCE_DIR "/examples/clusters/" + name)).clusters.at(0);
}

// How many of each kind its resources are.
std::map<std::string, int> counts(const blueprint::Cluster& cluster) {
  std::map<std::string, int> counts;
  auto resources = blueprint::whole_cluster_unasked(cluster, "111122223333");
  EXPECT_TRUE(resources) << resources.error().message;
  for (const engine::Resource& each : resources.value_or(std::vector<engine::Resource>()))
    ++counts[each.kind];
  return counts;
}

TEST(DescribedTest, AClusterThatIsOnlyNamedIsNone) {
  Configuration named = load(
      "organization: acme\nclusters: { dev: { account: embedded, region: eu-west-3, runtime: process } }\n"
      "projects: { p: { environments: { e: { cluster: dev, services: { s: { image: x } } } } } }\n");
  EXPECT_FALSE(named.clusters.at(0).is_described());
  EXPECT_FALSE(named.environments.at(0).cluster.is_described());
}

TEST(DescribedTest, WhatIsLeftOutIsSecureAndCheap) {
  blueprint::Cluster cluster = example("smallest.yaml");
  ASSERT_TRUE(cluster.is_described());
  const blueprint::DesiredCluster& desired = *cluster.desired;
  EXPECT_EQ(desired.organization, "acme");
  EXPECT_EQ(desired.network.cidr, "10.0.0.0/16");
  EXPECT_EQ(desired.zones, 3u);
  EXPECT_EQ(desired.network.nat, blueprint::Network::Nat::single);
  EXPECT_TRUE(desired.network.private_nodes);
  EXPECT_THAT(desired.endpoint_public, testing::IsEmpty());
  EXPECT_EQ(desired.logs.size(), 5u);
  EXPECT_FALSE(desired.is_protected);
  ASSERT_EQ(desired.nodes.size(), 1u);
  EXPECT_EQ(desired.nodes[0].capacity, "ON_DEMAND");
  EXPECT_EQ(desired.nodes[0].least, 2);
  EXPECT_EQ(desired.nodes[0].most, 4);
}

TEST(DescribedTest, ReadsWhatIsSaid) {
  blueprint::Cluster cluster = cluster_with(
      "tags: { a: b }, network: { cidr: 10.1.0.0/16, zones: [eu-west-3a, eu-west-3c], nat: none, nodes: "
      "public,"
      " private_cidrs: [10.1.0.0/20, 10.1.16.0/20], public_cidrs: [10.1.32.0/20, 10.1.48.0/20], endpoints: "
      "[sts] },"
      " endpoint: { public: [203.0.113.0/24] }, logs: { kinds: [audit] }, protect: true,"
      " access: { admins: ['arn:aws:iam::111122223333:role/admin'] },"
      " nodes: { n: { instances: [m7g.large, m6g.large], min: 7, capacity: spot, disk: 30, labels: { c: d } "
      "} }");
  const blueprint::DesiredCluster& desired = *cluster.desired;
  EXPECT_EQ(desired.version, "1.34");
  EXPECT_EQ(desired.tags, (blueprint::Marks{{"a", "b"}}));
  EXPECT_EQ(desired.network.nat, blueprint::Network::Nat::none);
  EXPECT_FALSE(desired.network.private_nodes);
  EXPECT_THAT(desired.network.zones, ElementsAre("eu-west-3a", "eu-west-3c"));
  EXPECT_THAT(desired.network.private_cidrs, ElementsAre("10.1.0.0/20", "10.1.16.0/20"));
  EXPECT_THAT(desired.network.public_cidrs, ElementsAre("10.1.32.0/20", "10.1.48.0/20"));
  EXPECT_THAT(desired.network.endpoints, ElementsAre("sts"));
  EXPECT_THAT(desired.endpoint_public, ElementsAre("203.0.113.0/24"));
  EXPECT_THAT(desired.logs, ElementsAre("audit"));
  EXPECT_THAT(desired.admins, ElementsAre("arn:aws:iam::111122223333:role/admin"));
  EXPECT_TRUE(desired.is_protected);
  const blueprint::NodeGroup& group = desired.nodes.at(0);
  EXPECT_THAT(group.types, ElementsAre("m7g.large", "m6g.large"));
  EXPECT_EQ(group.capacity, "SPOT");
  EXPECT_EQ(group.least, 7);
  EXPECT_EQ(group.most, 7);
  EXPECT_EQ(group.disk_gib, 30);
  EXPECT_EQ(group.labels, (blueprint::Marks{{"c", "d"}}));
}

// A key that is taken and changes nothing would be a lie: with each of them, other things are desired than without.
TEST(DescribedTest, EachKeyChangesWhatIsDesired) {
  auto text_of = [](const std::string& lines) {
    std::string text;
    auto resources = blueprint::whole_cluster_unasked(cluster_with(lines), "111122223333");
    EXPECT_TRUE(resources) << lines << ": " << resources.error().message;
    if (!resources) return text;
    for (const engine::Resource& each : *resources)
      text += each.address + (each.is_protected ? "!" : "") + json::dump(each.desired) + "\n";
    return text;
  };
  const std::string before = text_of("nodes: { n: { instance: m7g.large } }");
  for (const char* lines :
       {"tags: { a: b }", "network: { cidr: 10.1.0.0/16 }", "network: { zones: 2 }",
        "network: { zones: [eu-west-3b, eu-west-3c] }", "network: { nat: per_zone }",
        "network: { nodes: public }",
        "network: { private_cidrs: [10.0.64.0/20, 10.0.80.0/20, 10.0.96.0/20] }",
        "network: { public_cidrs: [10.0.192.0/20, 10.0.208.0/20, 10.0.224.0/20] }",
        "network: { endpoints: [sts] }", "endpoint: { public: [203.0.113.0/24] }", "logs: { kinds: [audit] }",
        "protect: true", "access: { admins: ['arn:aws:iam::111122223333:role/admin'] }", "lock_table: true",
        "fargate: { jobs: { selectors: [{ namespace: jobs }] } }", "addons: [vpc-cni], pod_identity: true",
        "iam: { roles: { nodes: 'arn:aws:iam::111122223333:role/mine' } }",
        "network: { vpc: vpc-0a1b2c3d, subnets: { private: [subnet-0a1b2c3d, subnet-0a1b2c3e] } }"})
    EXPECT_NE(text_of(std::string(lines) + ", nodes: { n: { instance: m7g.large } }"), before) << lines;
  for (const char* key : {"instances: [m7g.xlarge]", "instance: m7g.large, min: 1",
                          "instance: m7g.large, max: 9", "instance: m7g.large, capacity: spot",
                          "instance: m7g.large, disk: 30", "instance: m7g.large, labels: { a: b }"})
    EXPECT_NE(text_of(fmt::format("nodes: {{ n: {{ {} }} }}", key)), before) << key;
}

TEST(DescribedTest, ReadsWhatIsBesideNodes) {
  blueprint::Cluster cluster = cluster_with(
      "fargate: { jobs: { selectors: [{ namespace: jobs, labels: { a: b } }, { namespace: 'pr-*' }] } }, "
      "lock_table: true, addons: [vpc-cni], pod_identity: true, iam: { roles: { eks: "
      "'arn:aws:iam::111122223333:role/mine' } }, network: { vpc: vpc-0a1b2c3d, subnets: { private: "
      "[subnet-0a1b2c3d, subnet-0a1b2c3e], public: [subnet-0a1b2c3f] } }");
  const blueprint::DesiredCluster& desired = *cluster.desired;
  ASSERT_EQ(desired.fargate.size(), 1u);
  EXPECT_EQ(desired.fargate[0].name, "jobs");
  ASSERT_EQ(desired.fargate[0].selectors.size(), 2u);
  EXPECT_EQ(desired.fargate[0].selectors[0].labels, (blueprint::Marks{{"a", "b"}}));
  EXPECT_EQ(desired.fargate[0].selectors[1].name_space, "pr-*");
  EXPECT_EQ(desired.network.given.vpc, "vpc-0a1b2c3d");
  EXPECT_THAT(desired.network.given.public_subnets, ElementsAre("subnet-0a1b2c3f"));
  EXPECT_EQ(desired.iam.given.at("eks"), "arn:aws:iam::111122223333:role/mine");
  std::map<std::string, int> found = counts(cluster);
  EXPECT_EQ(found["dynamodb-table"], 1);
  EXPECT_EQ(found["eks-fargate-profile"], 1);
  EXPECT_EQ(found["eks-pod-identity"], 1);
  EXPECT_EQ(found["ec2-subnet-tags"], 3);
  EXPECT_EQ(found["ec2-vpc"], 0);
}

// Each at its place.
TEST(DescribedTest, WhatCannotBeIsSaidWhereItStands) {
  const struct {
    const char *line, *at, *says;
  } rows[] = {
      {"fargate: { jobs: { selectors: [] } }", "4:31", "at least one"},
      {"fargate: { eks-jobs: { selectors: [{ namespace: a }] } }", "4:12", "a name of a profile"},
      {"fargate: { jobs: { selectors: [{ labels: { a: b } }] } }", "4:32", "`namespace`"},
      {"network: { nat: none, nodes: public }, fargate: { jobs: { selectors: [{ namespace: a }] } }", "4:17",
       "pods on Fargate in private subnets have no way out"},
      {"pod_identity: sometimes", "4:15", "true or false"},
      {"lock_table: locks", "4:13", "true or false"},
      {"iam: { roles: { nodes: mine } }", "4:24", "the ARN of a role"},
      {"iam: { roles: { grafana: 'arn:aws:iam::111122223333:role/x' } }", "4:17", "no role for `grafana`"},
      {"network: { vpc: mine }", "4:17", "the id of a VPC"},
      {"network: { subnets: { private: [subnet-0a1b2c3d, subnet-0a1b2c3e] } }", "4:21", "of no VPC"},
      {"network: { vpc: vpc-0a1b2c3d, nat: single, subnets: { private: [subnet-0a1b2c3d, subnet-0a1b2c3e] } "
       "}",
       "4:36", "`nat` is of a network that is made"},
      {"network: { vpc: vpc-0a1b2c3d, subnets: { private: [subnet-0a1b2c3d] } }", "4:31", "two zones"},
      {"network: { vpc: vpc-0a1b2c3d }", "3:2", "none is named"},
      {"network: { vpc: vpc-0a1b2c3d, subnets: { private: [subnet-0a1b2c3d, subnet-0a1b2c3e], public: "
       "[subnet-0a1b2c3d] } }",
       "4:52", "`subnet-0a1b2c3d` is named twice"},
  };
  for (const auto& row : rows) {
    std::string text = fmt::format(
        "organization: acme\nclusters:\n prod: {{ account: embedded, region: eu-west-3, version: '1.34',\n{} "
        "}}\n",
        row.line);
    base::Diagnostics diagnostics("slipway.yaml", text);
    EXPECT_FALSE(load_configuration(text, few_managed_policies(), diagnostics)) << row.line;
    EXPECT_THAT(diagnostics.render(), testing::HasSubstr(fmt::format("slipway.yaml:{}: error: ", row.at)))
        << row.line;
    EXPECT_THAT(diagnostics.render(), testing::HasSubstr(row.says)) << row.line;
  }
}

// The rows of the reference's summary that can be described today.
TEST(DescribedTest, TheSeedsClusterHasItsThings) {
  std::map<std::string, int> found = counts(example("seed.yaml"));
  EXPECT_EQ(found["eks-control-plane"], 1);
  EXPECT_EQ(found["ec2-vpc"], 1);
  EXPECT_EQ(found["ec2-subnet"], 6);
  EXPECT_EQ(found["ec2-nat-gateway"], 3);
  EXPECT_EQ(found["ec2-address"], 3);
  EXPECT_GE(found["ec2-security-group"], 2);
  EXPECT_EQ(found["iam-oidc-provider"], 1);
  EXPECT_EQ(found["sqs-queue"], 1);
  EXPECT_GE(found["s3-bucket"], 2);
  EXPECT_GE(found["iam-role"], 8);
  EXPECT_EQ(example("seed.yaml").desired->logs.size(), 5u);
}

// Keys of the schema for which no value stands in any of the examples.
class Unshown {
 public:
  explicit Unshown(const json::Value& schema) : schema_(schema) {}

  std::vector<std::string> keys(std::string_view definition, const std::vector<const json::Value*>& values) {
    look("", *schema_.find("$defs")->find(definition), values);
    return std::move(keys_);
  }

 private:
  using Values = std::vector<const json::Value*>;

  const json::Value& follow(const json::Value& schema) const {
    std::string_view reference = schema.string_or("$ref", "");
    return reference.empty() ? schema
                             : *schema_.find("$defs")->find(reference.substr(reference.rfind('/') + 1));
  }

  void look(const std::string& path, const json::Value& schema, const Values& values) {
    const json::Value& rules = follow(schema);
    if (values.empty()) keys_.push_back(path);
    if (const json::Value* branches = rules.find("anyOf"))
      for (const json::Value& branch : branches->as_array()) look_into(path, follow(branch), values);
    look_into(path, rules, values);
  }

  void look_into(const std::string& path, const json::Value& rules, const Values& values) {
    if (const json::Value* properties = rules.find("properties"))
      for (const json::Member& each : properties->as_object()) {
        Values members;
        for (const json::Value* value : values)
          if (const json::Value* member = value->find(each.name)) members.push_back(member);
        look(path + "." + each.name, each.value, members);
      }
    Values elements;
    for (const json::Value* value : values) {
      if (value->is_array())
        for (const json::Value& each : value->as_array()) elements.push_back(&each);
      if (value->is_object())
        for (const json::Member& each : value->as_object()) elements.push_back(&each.value);
    }
    const json::Value* items = rules.find("items");
    const json::Value* others = rules.find("additionalProperties");
    if (items && !elements.empty()) look(path + "[]", *items, elements);
    if (others && others->is_object()) look(path + ".NAME", *others, elements);
  }

  const json::Value& schema_;
  std::vector<std::string> keys_;
};

// Where a cluster is only named, other examples show how.
TEST(DescribedTest, EveryKeyStandsInAnExample) {
  std::vector<std::unique_ptr<json::Value>> documents;
  std::vector<const json::Value*> clusters;
  for (const char* name : {"clusters/smallest.yaml", "clusters/seed.yaml", "clusters/everything.yaml",
                           "existing-network/slipway.yaml"}) {
    base::Diagnostics diagnostics;
    std::string text = *base::read_file(std::string(SLIPWAY_SOURCE_DIR "/examples/") + name);
    documents.push_back(yaml::parse(text, diagnostics));
    for (const json::Member& each : documents.back()->find("clusters")->as_object())
      clusters.push_back(&each.value);
  }
  json::Value schema = *json::parse(schema_text());
  EXPECT_THAT(Unshown(schema).keys("cluster", clusters),
              ElementsAre(".account.embedded", ".account.endpoint", ".kubernetes", ".kubeconfig", ".context",
                          ".state.folder"));
}

// `down` needs names alone, whatever cannot be of a cluster.
TEST(DescribedTest, NamesAreReadOfWhatCannotBe) {
  std::string text =
      "organization: acme\nclusters: { prod: { account: embedded, region: eu-west-3, network: { nat: none } "
      "} }\n";
  base::Diagnostics diagnostics("slipway.yaml", text);
  auto names = load_names(text, diagnostics);
  ASSERT_TRUE(names) << diagnostics.render();
  EXPECT_TRUE(names->clusters.at(0).is_described());
  EXPECT_FALSE(load_configuration(text, few_managed_policies(), diagnostics));
}

}  // namespace
}  // namespace platform

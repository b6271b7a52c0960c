#include "blueprint/network/network.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/golden.h"
#include "blueprint/network/address_block.h"
#include "blueprint/network/kinds.h"
#include "engine/model/resource_graph.h"

namespace blueprint {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Nat = Network::Nat;

Network network() {
  Network network;
  network.cluster = "prod";
  network.region = "eu-west-3";
  network.cidr = "10.0.0.0/16";
  network.zones = {"eu-west-3a", "eu-west-3b", "eu-west-3c"};
  return network;
}

Network completed(Network network) {
  base::Diagnostics diagnostics;
  network = complete(std::move(network), diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << diagnostics.render();
  return network;
}

TEST(AddressBlock, ReadsAndDivides) {
  EXPECT_EQ(AddressBlock::parse("10.0.255.1/16")->text(), "10.0.0.0/16");
  EXPECT_EQ(AddressBlock::parse("10.0.0.0/16")->part(19, 3).text(), "10.0.96.0/19");
  EXPECT_EQ(AddressBlock::parse("0.0.0.0/0")->size(), uint64_t{1} << 32);
  for (const char* text : {"", "10.0.0.0", "10.0.0.0/33", "10.0.0/16", "10.0.0.0/-1", "10.0.0.0/1x", "::/0"})
    EXPECT_FALSE(AddressBlock::parse(text)) << text;
  EXPECT_TRUE(AddressBlock::parse("10.0.0.0/16")->overlaps(*AddressBlock::parse("10.0.1.0/24")));
  EXPECT_TRUE(AddressBlock::parse("10.0.1.0/24")->overlaps(*AddressBlock::parse("10.0.0.0/16")));
  EXPECT_FALSE(AddressBlock::parse("10.0.0.0/24")->overlaps(*AddressBlock::parse("10.0.1.0/24")));
}

TEST(Network, ComputesBlocksThatStayWhereTheyAre) {
  Network three = completed(network());
  EXPECT_THAT(three.private_cidrs, ElementsAre("10.0.0.0/19", "10.0.32.0/19", "10.0.64.0/19"));
  EXPECT_THAT(three.public_cidrs, ElementsAre("10.0.128.0/20", "10.0.144.0/20", "10.0.160.0/20"));
  Network two = network();
  two.zones.pop_back();
  two = completed(two);
  EXPECT_EQ(two.private_cidrs[1], three.private_cidrs[1]) << "another zone moves none";
  EXPECT_EQ(two.public_cidrs[1], three.public_cidrs[1]);
}

TEST(Network, RefusesWhatCannotBe) {
  const struct {
    const char* name;
    std::function<void(Network&)> spoil;
    const char *key, *says;
  } rows[] = {
      {"no block", [](Network& n) { n.cidr = "10.0.0.0"; }, "cidr", "no block of IPv4 addresses"},
      {"not its beginning", [](Network& n) { n.cidr = "10.0.1.0/16"; }, "cidr", "write `10.0.0.0/16`"},
      {"too large", [](Network& n) { n.cidr = "10.0.0.0/8"; }, "cidr", "from /16 to /28"},
      {"too few addresses", [](Network& n) { n.cidr = "10.0.0.0/24"; }, "cidr", "too few"},
      {"one zone", [](Network& n) { n.zones.resize(1); }, "zones", "two zones at least"},
      {"of another region", [](Network& n) { n.zones[0] = "us-east-1a"; }, "zones", "no zone of eu-west-3"},
      {"twice", [](Network& n) { n.zones[1] = n.zones[0]; }, "zones", "named twice"},
      {"for some zones only", [](Network& n) { n.private_cidrs = {"10.0.0.0/24"}; }, "private_cidrs",
       "1 blocks for 3 zones"},
      {"outside",
       [](Network& n) {
         n.public_cidrs = {"10.1.0.0/24", "10.0.131.0/24", "10.0.132.0/24"};
       },
       "public_cidrs", "not within"},
      {"overlapping",
       [](Network& n) {
         n.private_cidrs = {"10.0.0.0/20", "10.0.8.0/24", "10.0.32.0/20"};
       },
       "private_cidrs", "`10.0.8.0/24` has addresses of `10.0.0.0/20`"},
      {"overlapping a public one",
       [](Network& n) {
         n.private_cidrs = {"10.0.0.0/20", "10.0.16.0/20", "10.0.128.0/24"};
       },
       "public_cidrs", "has addresses of `10.0.128.0/24`"},
      {"too small for pods",
       [](Network& n) {
         n.private_cidrs = {"10.0.0.0/27", "10.0.1.0/24", "10.0.2.0/24"};
       },
       "private_cidrs", "/26 or larger"},
      {"no way out", [](Network& n) { n.nat = Nat::none; }, "nat", "no endpoint of `ec2`, `ecr.api`"},
      {"some ways out",
       [](Network& n) {
         n.nat = Nat::none;
         n.endpoints = {"ec2", "ecr.api", "ecr.dkr"};
       },
       "nat", "no endpoint of `sts`"},
      {"S3 asked for", [](Network& n) { n.endpoints = {"s3"}; }, "endpoints", "always"},
      {"no service", [](Network& n) { n.endpoints = {"ECR API"}; }, "endpoints", "no service"},
      {"service twice",
       [](Network& n) {
         n.endpoints = {"sts", "sts"};
       },
       "endpoints", "named twice"},
      {"no bucket", [](Network& n) { n.flow_log_bucket = "logs"; }, "flow_logs", "no ARN of a bucket"},
      {"tag of AWS", [](Network& n) { n.tags["aws:name"] = "x"; }, "tags", "AWS's own"},
      {"tag that is none", [](Network& n) { n.tags["a$b"] = "x"; }, "tags", "no tag that AWS takes"},
      {"too many tags",
       [](Network& n) {
         for (int i = 0; i < 41; ++i) n.tags[fmt::format("tag-{}", i)] = "x";
       },
       "tags", "more than the 50"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    Network wrong = network();
    row.spoil(wrong);
    base::Diagnostics diagnostics;
    complete(wrong, diagnostics);
    ASSERT_EQ(diagnostics.list().size(), 1u) << diagnostics.render();
    EXPECT_EQ(diagnostics.list().front().id, row.key);
    EXPECT_THAT(diagnostics.render(), HasSubstr(row.says));
    EXPECT_NE(diagnostics.list().front().hint, "");
  }
}

TEST(Network, NeedsNoWayOutForNodesThatHaveAddresses) {
  Network open = network();
  open.nat = Nat::none;
  open.private_nodes = false;
  completed(open);
}

std::string listed(const Network& network) {
  std::string text;
  for (const engine::Resource& each : network_resources(completed(network), "123456789012")) {
    text += fmt::format("{} ({})\n  {}\n  {}\n", each.address, each.kind, each.why, json::dump(each.desired));
    for (const std::string& need : each.needs) text += fmt::format("  needs {}\n", need);
  }
  return text;
}

TEST(Network, Resources) {
  Network all = network();
  all.endpoints = {"ecr.api", "sts"};
  all.flow_log_bucket = "arn:aws:s3:::flow-logs";
  all.tags = {{"slipway:cluster", "eu-west-3/prod"}};
  golden::expect("src/blueprint/testdata/network/resources.txt", listed(all));
  Network small = network();
  small.nat = Nat::none;
  small.private_nodes = false;
  small.zones.pop_back();
  golden::expect("src/blueprint/testdata/network/smallest.txt", listed(small));
}

TEST(Network, ItsResourcesAreAGraph) {
  for (Nat nat : {Nat::single, Nat::per_zone}) {
    Network each = network();
    each.nat = nat;
    auto resources = network_resources(completed(each), "123456789012");
    base::Diagnostics diagnostics;
    auto graph = engine::make_graph(resources, network_kinds(base::Milliseconds(0)), diagnostics);
    EXPECT_TRUE(diagnostics.empty()) << diagnostics.render();
    for (const std::string& need : needs_of_nodes(completed(each)))
      EXPECT_TRUE(graph.by_address.contains(need)) << need;
    for (const json::Value& subnet : node_subnets(completed(each)))
      EXPECT_TRUE(graph.by_address.contains(engine::outputs_in(subnet).front().address));
  }
}

TEST(Network, NamesServicesAsTheirRegionDoes) {
  EXPECT_EQ(endpoint_service("eu-west-3", "s3", true), "com.amazonaws.eu-west-3.s3");
  EXPECT_EQ(endpoint_service("cn-north-1", "s3", true), "com.amazonaws.cn-north-1.s3");
  EXPECT_EQ(endpoint_service("cn-north-1", "ecr.api", false), "cn.com.amazonaws.cn-north-1.ecr.api");
}

}  // namespace
}  // namespace blueprint

#include "blueprint/prices/prices.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "base/diagnostics.h"
#include "base/yaml.h"
#include "blueprint/cluster/role.h"
#include "blueprint/cluster/whole.h"
#include "blueprint/embedded_text.h"
#include "blueprint/kinds/kinds.h"
#include "blueprint/testing/whole.h"

namespace blueprint {
namespace {

using blueprint::testing::everything;
using blueprint::testing::kAccount;
using blueprint::testing::kPlace;
using blueprint::testing::smallest;
using json::Value;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

std::vector<engine::Resource> resources_in(DesiredCluster cluster, const std::string& region) {
  cluster.region = region;
  cluster.network.zones = {region + "a", region + "b"};
  for (Addon& addon : cluster.addons) addon.version = "v1.0.0-eksbuild.1";
  base::Diagnostics diagnostics;
  cluster = complete(std::move(cluster), diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << diagnostics.render();
  return resources(cluster, kPlace);
}

std::string told(const engine::Hourly& hourly) {
  std::string text;
  for (const engine::HourlyLine& line : hourly.lines)
    text += fmt::format("{} x {}: {}\n", line.count, line.what,
                        line.each ? engine::price_text(*line.each) : "not known");
  return text;
}

TEST(PriceTable, SaysOfEachPriceWhereAndWhen) {
  base::Diagnostics diagnostics;
  auto table = yaml::parse(std::string(embedded_text("prices/prices.yaml")), diagnostics);
  ASSERT_TRUE(table) << diagnostics.render();
  engine::Kinds kinds = kinds_for(kAccount, {});
  for (const Value& row : table->as_array()) {
    std::string kind = text_of(row, "kind");
    SCOPED_TRACE(kind);
    EXPECT_TRUE(engine::find_kind(kinds, kind));
    EXPECT_THAT(text_of(row, "source"), StartsWith("https://aws.amazon.com/"));
    std::vector<const Value*> prices;
    if (const Value* one = row.find("everywhere")) prices.push_back(one);
    if (const Value* regions = row.find("regions"))
      for (const json::Member& region : regions->as_object()) prices.push_back(&region.value);
    EXPECT_FALSE(prices.empty());
    for (const Value* price : prices) {
      EXPECT_TRUE(engine::parse_price(text_of(*price, "usd")).value_or(0)) << json::dump(*price);
      EXPECT_THAT(text_of(*price, "date"), MatchesRegex("20[0-9][0-9]-[01][0-9]-[0-3][0-9]"));
    }
  }
}

TEST(Prices, OfAClusterAreToldAsFarAsTheyAreKnown) {
  DesiredCluster of_endpoints = smallest();
  of_endpoints.network.nat = Network::Nat::none;
  of_endpoints.network.endpoints = {"ec2", "ecr.api", "ecr.dkr", "sts", "logs", "eks"};
  DesiredCluster in_public = smallest();
  in_public.network.nat = Network::Nat::none;
  in_public.network.private_nodes = false;
  in_public.nodes.emplace_back();
  in_public.nodes.back().name = "system";
  in_public.nodes.back().types = {"m7g.large"};
  const struct {
    const char* says;
    DesiredCluster cluster;
    const char *region, *told;
  } rows[] = {
      {"known", everything("arn:aws:iam::123456789012:role/admin"), "eu-west-1",
       "1 x control plane: 0.10\n1 x NAT gateway: 0.048\n1 x public IPv4 address: 0.005\n"
       "2 x m7g.large: not known\n0 x m7i.large or m6i.large or m5.large: not known\n"},
      {"not of this region", everything("arn:aws:iam::123456789012:role/admin"), "eu-west-3",
       "1 x control plane: 0.10\n1 x NAT gateway: not known\n1 x public IPv4 address: 0.005\n"
       "2 x m7g.large: not known\n0 x m7i.large or m6i.large or m5.large: not known\n"},
      {"not of this partition", everything("arn:aws-cn:iam::123456789012:role/admin"), "cn-north-1",
       "1 x control plane: not known\n1 x NAT gateway: not known\n1 x public IPv4 address: not known\n"
       "2 x m7g.large: not known\n0 x m7i.large or m6i.large or m5.large: not known\n"},
      {"an endpoint in each zone, none for gateways", of_endpoints, "eu-west-1",
       "1 x control plane: 0.10\n12 x interface endpoint in a zone: 0.011\n"},
      {"addresses of nodes", in_public, "eu-west-1",
       "1 x control plane: 0.10\n2 x public IPv4 address: 0.005\n2 x m7g.large: not known\n"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.says);
    EXPECT_EQ(told(hourly_of(resources_in(row.cluster, row.region), row.region)), row.told);
  }
}

TEST(Prices, AreNoneWhereNothingIsBilledByTheHour) {
  EXPECT_TRUE(hourly_of({}, "eu-west-1").lines.empty());
}

}  // namespace
}  // namespace blueprint

// A cluster's part of a network that somebody else made, in an account in this process.
#include "blueprint/network/given.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "blueprint/kinds/kinds.h"
#include "blueprint/network/kinds.h"
#include "blueprint/testing/stage.h"
#include "blueprint/testing/whole.h"

namespace blueprint {
namespace {

using blueprint::testing::Death;
using blueprint::testing::Stage;
using blueprint::testing::steps;
using engine::Resource;
using json::Object;
using json::Value;
using ::testing::HasSubstr;

constexpr base::Milliseconds kWindow{1000};

// Somebody's VPC: two private subnets with a way out by a NAT gateway, two public ones.
struct Site {
  Site() : stage(network_kinds(kWindow)) {
    Network::Given& given = network.given;
    given.vpc = id("CreateVpc", {{"CidrBlock", "10.0.0.0/16"}}, "Vpc", "VpcId");
    stage.must("ModifyVpcAttribute",
               Object{{"VpcId", given.vpc}, {"EnableDnsHostnames", Object{{"Value", true}}}});
    std::string gateway = id("CreateInternetGateway", {}, "InternetGateway", "InternetGatewayId");
    stage.must("AttachInternetGateway", Object{{"InternetGatewayId", gateway}, {"VpcId", given.vpc}});
    std::string out = table("GatewayId", gateway);
    given.public_subnets = {subnet("10.0.128.0/20", "a", out), subnet("10.0.144.0/20", "b", out)};
    std::string address = text_of(stage.must("AllocateAddress", Object()), "AllocationId");
    std::string nat =
        id("CreateNatGateway", {{"SubnetId", given.public_subnets[0]}, {"AllocationId", address}},
           "NatGateway", "NatGatewayId");
    stage.advance(std::chrono::minutes(5));  // until it is seen, and works
    std::string through = table("NatGatewayId", nat);
    given.private_subnets = {subnet("10.0.0.0/20", "a", through), subnet("10.0.16.0/20", "b", through)};
    network.cluster = "prod";
    network.region = "eu-west-3";
    network.tags = {{"team", "blue"}};
  }

  std::string id(const char* operation, Object input, const char* made, const char* member) {
    return text_of(*stage.must(operation, std::move(input)).find(made), member);
  }
  std::string table(const char* target, const std::string& way_out) {
    std::string table = id("CreateRouteTable", {{"VpcId", network.given.vpc}}, "RouteTable", "RouteTableId");
    stage.must("CreateRoute",
               Object{{"RouteTableId", table}, {"DestinationCidrBlock", "0.0.0.0/0"}, {target, way_out}});
    return table;
  }
  std::string subnet(const char* cidr, const std::string& zone, const std::string& table) {
    std::string made =
        id("CreateSubnet",
           {{"VpcId", network.given.vpc}, {"CidrBlock", cidr}, {"AvailabilityZone", "eu-west-3" + zone}},
           "Subnet", "SubnetId");
    if (!table.empty())
      stage.must("AssociateRouteTable", Object{{"SubnetId", made}, {"RouteTableId", table}});
    return made;
  }
  void tag(const std::string& thing, const char* key, const char* value) {
    stage.must("CreateTags", Object{{"Resources", json::Array{thing}}, {"Tags", tag_list({{key, value}})}});
  }

  Marks tags(const std::string& id) {
    Value found = stage.must("DescribeSubnets", Object{{"SubnetIds", json::Array{id}}});
    return marks_of(list_at(found, "Subnets").at(0).find("Tags"));
  }

  // As a whole cluster is planned: what a state has asked for is ours.
  base::Result<std::vector<Resource>> look(Network asked) {
    base::Diagnostics diagnostics;
    asked = complete(asked, diagnostics);
    EXPECT_TRUE(diagnostics.empty()) << diagnostics.render();
    std::map<std::string, Marks> ours;
    engine::State state = stage.state();
    for (const auto& [key, record] : state.records)
      if (record.kind == kSubnetTags)
        ours[key.address.substr(kTagsOfGiven.size())] =
            marks_of((record.open ? record.open->desired : record.applied).find("tags"));
    TRY(look_at_given(stage.cloud(), asked, ours, true));
    return network_resources(asked, testing::kAccount);
  }
  std::vector<Resource> resources() {
    auto found = look(network);
    EXPECT_TRUE(found) << found.error().message;
    return found.value_or(std::vector<Resource>());
  }

  Stage stage;
  Network network;
};

TEST(GivenNetwork, GetsTagsAndGroupsAndIsLeftAsItWas) {
  Site site;
  const auto& [privates, publics] =
      std::pair{site.network.given.private_subnets, site.network.given.public_subnets};
  site.tag(publics[0], "kubernetes.io/role/elb", "1");  // theirs
  site.tag(privates[0], "Name", "inner a");
  std::string before = site.stage.everything();

  std::vector<Resource> desired = site.resources();
  auto made = site.stage.run(desired);
  ASSERT_TRUE(made.is_done()) << made.failure();
  EXPECT_EQ(steps(site.stage.plan(site.resources())), "");
  EXPECT_EQ(site.tags(privates[0]), (Marks{{"Name", "inner a"},
                                           {"karpenter.sh/discovery", "prod"},
                                           {"kubernetes.io/cluster/prod", "shared"},
                                           {"kubernetes.io/role/internal-elb", "1"}}));
  EXPECT_EQ(site.tags(publics[1]),
            (Marks{{"kubernetes.io/cluster/prod", "shared"}, {"kubernetes.io/role/elb", "1"}}));
  for (const engine::Request& each : site.stage.written)
    EXPECT_THAT(each.operation,
                ::testing::AnyOf("CreateTags", "CreateSecurityGroup", "AuthorizeSecurityGroupIngress",
                                 "DeleteTags", "RevokeSecurityGroupEgress"));
  auto removed = site.stage.run({});
  ASSERT_TRUE(removed.is_done()) << removed.failure();
  EXPECT_EQ(site.stage.everything(), before);
}

TEST(GivenNetwork, WhatSomebodyTakesOffIsSetAgainAndWhatTheyChangeStaysTheirs) {
  Site site;
  std::string one = site.network.given.private_subnets[0], other = site.network.given.private_subnets[1];
  ASSERT_TRUE(site.stage.run(site.resources()).is_done());
  site.stage.must("DeleteTags", Object{{"Resources", json::Array{one}},
                                       {"Tags", tag_list({{"kubernetes.io/role/internal-elb", "1"}})}});
  auto mended = site.stage.run(site.resources());
  EXPECT_EQ(steps(mended.plan), fmt::format("change network/tags/{}\n", one));
  EXPECT_EQ(site.tags(one)["kubernetes.io/role/internal-elb"], "1");
  site.tag(other, "karpenter.sh/discovery", "theirs");
  ASSERT_TRUE(site.stage.run({}).is_done());
  EXPECT_EQ(site.tags(one), Marks());
  EXPECT_EQ(site.tags(other), (Marks{{"karpenter.sh/discovery", "theirs"}}));
}

// A subnet that the file names no more loses its tags, and one that it names anew gets them.
TEST(GivenNetwork, OtherSubnetsMayBeNamed) {
  Site site;
  ASSERT_TRUE(site.stage.run(site.resources()).is_done());
  std::string gone = site.network.given.public_subnets.back();
  site.network.given.public_subnets.pop_back();
  auto changed = site.stage.run(site.resources());
  ASSERT_TRUE(changed.is_done()) << changed.failure();
  EXPECT_EQ(steps(changed.plan), fmt::format("destroy network/tags/{}\n", gone));
  EXPECT_EQ(site.tags(gone), Marks());
}

TEST(GivenNetwork, KilledAtAnyWriteItConverges) {
  for (int64_t at = 1;; ++at) {
    Site site;
    std::string before = site.stage.everything();
    auto killed = site.stage.run(site.resources(), Death{at, true});
    if (!killed.is_dead) break;
    SCOPED_TRACE(at);
    ASSERT_TRUE(site.stage.run(site.resources()).is_done());
    EXPECT_EQ(steps(site.stage.plan(site.resources())), "");
    ASSERT_TRUE(site.stage.run({}).is_done());
    EXPECT_EQ(site.stage.everything(), before);
  }
}

TEST(GivenNetwork, WhatCannotBeIsSaidWithoutACall) {
  const std::string vpc = "vpc-0123456789abcdef0", one = "subnet-0123456789abcdef1",
                    two = "subnet-0123456789abcdef2";
  const struct {
    Network::Given given;
    bool private_nodes;
    const char *key, *says;
  } rows[] = {
      {{"vpc-1", {one, two}, {}}, true, "vpc", "`vpc-1` is no id of a VPC"},
      {{vpc, {one, "subnet-X"}, {}}, true, "subnets", "`subnet-X` is no id of a subnet"},
      {{vpc, {one, two}, {one}}, true, "subnets", "is named twice"},
      {{vpc, {}, {one, two}}, true, "subnets", "nodes stand in private subnets, and none is named"},
      {{vpc, {one, two}, {}}, false, "subnets", "nodes stand in public subnets, and none is named"},
      {{vpc, {one}, {}}, true, "subnets", "needs subnets in two zones at least"},
  };
  for (const auto& row : rows) {
    Network network;
    network.cluster = "prod";
    network.region = "eu-west-3";
    network.given = row.given;
    network.private_nodes = row.private_nodes;
    base::Diagnostics diagnostics;
    complete(network, diagnostics);
    ASSERT_FALSE(diagnostics.empty()) << row.says;
    EXPECT_EQ(diagnostics.list().front().id, row.key);
    EXPECT_THAT(diagnostics.render(), HasSubstr(row.says));
  }
}

TEST(GivenNetwork, WhatTheAccountHasNotIsSaidBeforeAnythingIsMade) {
  const struct {
    std::function<void(Site&)> spoil;
    const char* says;
  } rows[] = {
      {[](Site& s) { s.network.given.vpc = "vpc-0123456789abcdef0"; }, "eu-west-3 has no VPC vpc-0123"},
      {[](Site& s) { s.network.given.private_subnets[0] = "subnet-0123456789abcdef0"; },
       "eu-west-3 has no subnet subnet-0123"},
      {[](Site& s) {
         s.stage.must("ModifyVpcAttribute", Object{{"VpcId", s.network.given.vpc},
                                                   {"EnableDnsHostnames", Object{{"Value", false}}}});
       },
       "has enableDnsHostnames off"},
      {[](Site& s) {
         std::string other = s.id("CreateVpc", {{"CidrBlock", "10.9.0.0/16"}}, "Vpc", "VpcId");
         std::swap(other, s.network.given.vpc);
         s.network.given.private_subnets[0] = s.subnet("10.9.0.0/20", "a", "");
         std::swap(other, s.network.given.vpc);
       },
       ", and not of vpc-"},
      {[](Site& s) { s.network.given.private_subnets[1] = s.subnet("10.0.32.0/20", "a", ""); },
       "all subnets of the control plane are in eu-west-3a"},
      {[](Site& s) { s.network.given.private_subnets[1] = s.subnet("10.0.32.0/28", "b", ""); },
       "has 11 free addresses"},
      {[](Site& s) { s.network.given.private_subnets[1] = s.subnet("10.0.32.0/20", "b", ""); },
       "have no way out: it has no default route, and its VPC no endpoint of `ec2`, `ecr.api`"},
      {[](Site& s) { s.network.given.public_subnets = {s.subnet("10.0.32.0/20", "b", "")}; },
       "is called public, and its route leads to no internet gateway"},
      {[](Site& s) { s.network.given.private_subnets.swap(s.network.given.public_subnets); },
       "is called public"},
      {[](Site& s) {
         s.network.given.private_subnets.swap(s.network.given.public_subnets);
         s.network.given.public_subnets.clear();
       },
       "is called private, and its route leads to igw-"},
      {[](Site& s) { s.network.private_nodes = false; }, "gives no public addresses"},
      {[](Site& s) { s.tag(s.network.given.private_subnets[0], "karpenter.sh/discovery", "other"); },
       "by which the Karpenter of another cluster finds it"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.says);
    Site site;
    row.spoil(site);
    auto looked = site.look(site.network);
    ASSERT_FALSE(looked);
    EXPECT_THAT(looked.error().message, HasSubstr(row.says));
    EXPECT_FALSE(looked.error().hint.empty());
  }
}

}  // namespace
}  // namespace blueprint

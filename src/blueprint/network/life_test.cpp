// The network's whole life in an account in this process, in virtual time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/file.h"
#include "base/testing/golden.h"
#include "base/yaml.h"
#include "blueprint/network/kinds.h"
#include "blueprint/network/network.h"
#include "blueprint/testing/stage.h"

namespace blueprint {
namespace {

using blueprint::testing::Stage;
using engine::Action;
using engine::Resource;
using json::Object;
using json::Value;
using ::testing::HasSubstr;
using Nat = Network::Nat;

constexpr base::Milliseconds kWindow{1000};

Network network(Nat nat, std::vector<std::string> endpoints = {}) {
  Network network;
  network.cluster = "prod";
  network.region = "eu-west-3";
  network.cidr = "10.0.0.0/16";
  network.zones = {"eu-west-3a", "eu-west-3b"};
  network.nat = nat;
  network.endpoints = std::move(endpoints);
  network.tags = Owner{"acme", "", "", "", "eu-west-3/prod"}.tags();
  network.tags["cost-center"] = "4711";
  return network;
}

std::vector<Resource> resources(const Network& network) {
  base::Diagnostics diagnostics;
  Network whole = complete(network, diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << diagnostics.render();
  return network_resources(whole, "123456789012");
}

// All kinds of resources there are.
Network everything(Stage& stage) {
  Network all = network(Nat::single, {"sts"});
  all.flow_log_bucket = "arn:aws:s3:::flow-logs";
  stage.make_bucket("flow-logs");
  return all;
}

std::string addresses(const engine::Plan& plan) {
  std::string text;
  for (const engine::Step& step : plan.steps)
    text += fmt::format("{} {}\n", engine::action_name(step.action), step.address);
  return text;
}

Network closed() {
  return network(Nat::none, {"ec2", "ecr.api", "ecr.dkr", "sts"});
}

class NetworkLife : public ::testing::TestWithParam<Network> {};

TEST_P(NetworkLife, LeavesTheAccountAsItWas) {
  Stage stage(network_kinds(kWindow));
  std::string before = stage.everything();
  std::vector<Resource> desired = resources(GetParam());

  auto made = stage.run(desired);
  ASSERT_TRUE(made.is_done()) << made.failure();
  EXPECT_EQ(stage.state().records.size(), desired.size());
  EXPECT_EQ(addresses(stage.plan(desired)), "");

  auto removed = stage.run({});
  ASSERT_TRUE(removed.is_done()) << removed.failure();
  EXPECT_TRUE(stage.state().records.empty());
  stage.advance(std::chrono::hours(2));  // for so long a NAT gateway that is gone is listed
  EXPECT_EQ(stage.everything(), before);
}

// Tags are given by the call that makes a thing: nothing is there without them, be it for a moment.
TEST_P(NetworkLife, GivesTagsInTheCallThatMakesAThing) {
  Stage stage(network_kinds(kWindow));
  ASSERT_TRUE(stage.run(resources(GetParam())).is_done());
  for (const engine::Request& request : stage.written) {
    EXPECT_NE(request.operation, "CreateTags");
    bool has_no_tags = request.operation == "CreateRoute" || request.operation == "CreateTags";
    bool makes = request.operation.starts_with("Create") || request.operation == "AllocateAddress" ||
                 request.operation == "AuthorizeSecurityGroupIngress";
    if (!makes || has_no_tags) continue;
    std::string input = json::dump(request.input);
    EXPECT_THAT(input, HasSubstr(R"("Key":"slipway:cluster","Value":"eu-west-3/prod")")) << request.operation;
    EXPECT_THAT(input, HasSubstr(R"("Key":"slipway:token")")) << request.operation;
    EXPECT_THAT(input, HasSubstr(R"("Key":"cost-center","Value":"4711")")) << request.operation;
  }
}

INSTANTIATE_TEST_SUITE_P(Nat, NetworkLife,
                         ::testing::Values(closed(), network(Nat::single), network(Nat::per_zone)),
                         [](const auto& of) {
                           return of.param.nat == Nat::none     ? "None"
                                  : of.param.nat == Nat::single ? "Single"
                                                                : "PerZone";
                         });

// ---- killed

// Until a run lives to its end: at each call that writes, which was made and never answered, or not made.
void kill_everywhere(bool is_done) {
  std::vector<Resource> desired = resources(network(Nat::single));
  Stage undisturbed(network_kinds(kWindow));
  std::string before = undisturbed.counts();
  ASSERT_TRUE(undisturbed.run(desired).is_done());
  std::string after = undisturbed.counts();
  bool survives = false;
  for (int64_t write = 1; !survives; write += testing::next_death()) {
    SCOPED_TRACE(fmt::format("killed at write {}", write));
    Stage stage(network_kinds(kWindow));
    (void)stage.counts();  // the region's default VPC is made by the first look
    survives = !stage.run(desired, {write, is_done}).is_dead;
    auto resumed = stage.run(desired);
    ASSERT_TRUE(resumed.is_done()) << resumed.failure();
    ASSERT_EQ(stage.counts(), after);
    ASSERT_EQ(addresses(stage.plan(desired)), "");
    bool is_removed_whole = !stage.run({}, {write, is_done}).is_dead;
    auto removed = stage.run({});
    ASSERT_TRUE(removed.is_done()) << removed.failure() << is_removed_whole;
    stage.advance(std::chrono::hours(2));
    ASSERT_EQ(stage.counts(), before);
  }
}

TEST(NetworkKilled, BehindEachCall) {
  kill_everywhere(true);
}

TEST(NetworkKilled, BeforeEachCall) {
  kill_everywhere(false);
}

// ---- changed by hand

json::Array changes_by_hand() {
  base::Diagnostics diagnostics;
  std::string path = std::string(SLIPWAY_SOURCE_DIR) + "/src/blueprint/testdata/network/changed_by_hand.yaml";
  auto changes = yaml::parse(*base::read_file(path), diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << diagnostics.render();
  return changes->as_array();
}

TEST(NetworkDrift, IsFoundAndMended) {
  Stage stage(network_kinds(kWindow));
  std::vector<Resource> desired = resources(everything(stage));
  auto made = stage.run(desired);
  ASSERT_TRUE(made.is_done()) << made.failure();
  for (const Value& change : changes_by_hand()) {
    std::string at(change.string_or("at", "")), member(change.string_or("member", ""));
    SCOPED_TRACE(at + " " + member);
    stage.must(change.string_or("call", ""), stage.filled(*change.find("input")));
    auto mended = stage.run(desired);
    ASSERT_TRUE(mended.is_done()) << mended.failure();
    EXPECT_EQ(addresses(mended.plan), fmt::format("change {}\n", at));
    EXPECT_THAT(mended.plan.steps.front().why, HasSubstr(fmt::format("`{}`", member)));
    EXPECT_EQ(addresses(stage.plan(desired)), "");
  }
}

TEST(NetworkDrift, IsTriedForEachMember) {
  std::set<std::string> tried{"ec2-subnet-tags tags"}, changeable;  // of others' subnets: given_test.cpp
  Stage stage(network_kinds(kWindow));
  std::map<std::string, std::string> kind_of;
  for (const Resource& resource : resources(everything(stage))) kind_of[resource.address] = resource.kind;
  for (const Value& change : changes_by_hand())
    tried.insert(fmt::format("{} {}", kind_of.at(std::string(change.string_or("at", ""))),
                             change.string_or("member", "")));
  for (const auto& [name, kind] : network_kinds(kWindow))
    for (const std::string& member : kind->in_place) changeable.insert(fmt::format("{} {}", name, member));
  EXPECT_EQ(tried, changeable);
}

TEST(NetworkDrift, WhatSomebodyRemovesIsMadeAnew) {
  Stage stage(network_kinds(kWindow));
  std::vector<Resource> desired = resources(network(Nat::single));
  ASSERT_TRUE(stage.run(desired).is_done());
  stage.must("DeleteNatGateway", stage.filled(Object{{"NatGatewayId", "${network/nat/a.NatGatewayId}"}}));
  stage.advance(std::chrono::minutes(2));
  auto mended = stage.run(desired);
  ASSERT_TRUE(mended.is_done()) << mended.failure();
  EXPECT_EQ(addresses(stage.plan(desired)), "");
}

// ---- tags

TEST(NetworkTags, OfOthersStayAndOursGo) {
  Stage stage(network_kinds(kWindow));
  Network before = network(Nat::none, {"ec2", "ecr.api", "ecr.dkr", "sts"});
  ASSERT_TRUE(stage.run(resources(before)).is_done());
  Value vpc = stage.filled("${network/vpc.VpcId}");
  stage.must("CreateTags", Object{{"Resources", json::Array{vpc}},
                                  {"Tags", json::Array{Object{{"Key", "team"}, {"Value", "blue"}}}}});
  EXPECT_EQ(addresses(stage.plan(resources(before))), "") << "what others add is no difference";

  Network after = before;
  after.tags.erase("cost-center");
  ASSERT_TRUE(stage.run(resources(after)).is_done());
  EXPECT_EQ(addresses(stage.plan(resources(after))), "");
  std::string tags = json::dump(stage.must("DescribeTags", Object()));
  EXPECT_THAT(tags, HasSubstr("\"team\""));
  EXPECT_THAT(tags, ::testing::Not(HasSubstr("cost-center")));
}

// A run that sets a tag dies, and the next one shall not set it.
TEST(NetworkTags, OfARunThatDiedGoToo) {
  Stage stage(network_kinds(kWindow));
  Network before = closed(), between = closed();
  ASSERT_TRUE(stage.run(resources(before)).is_done());
  between.tags["short-lived"] = "yes";
  for (int64_t write = 1; write < 4; ++write) {
    EXPECT_TRUE(stage.run(resources(between), {write, true}).is_dead);
    ASSERT_TRUE(stage.run(resources(before)).is_done());
    EXPECT_THAT(json::dump(stage.must("DescribeTags", Object())), ::testing::Not(HasSubstr("short-lived")));
  }
}

// ---- changed by its file

// From none to a gateway for each zone, and back: routes and gateways come and go, and all else stays.
TEST(NetworkChange, OfNatTouchesRoutesAndGatewaysOnly) {
  Stage stage(network_kinds(kWindow));
  Network now = closed();
  ASSERT_TRUE(stage.run(resources(now)).is_done());
  for (Nat nat : {Nat::single, Nat::per_zone, Nat::single, Nat::none}) {
    now.nat = nat;
    auto changed = stage.run(resources(now));
    ASSERT_TRUE(changed.is_done()) << changed.failure();
    for (const engine::Step& step : changed.plan.steps) {
      bool is_way_out = step.address.starts_with("network/nat/") ||
                        step.address.starts_with("network/address/") ||
                        step.address.starts_with("network/route/private-");
      EXPECT_TRUE(is_way_out) << step.address;
      EXPECT_NE(step.action, Action::replace) << step.address;
    }
    EXPECT_EQ(addresses(stage.plan(resources(now))), "");
  }
}

// ---- refused

TEST(NetworkRefused, SaysWhatToDo) {
  const struct {
    const char *quota, *code, *says;
  } rows[] = {
      {"vpcs", "VpcLimitExceeded", "L-F678F1CE"},
      {"elastic-ips", "AddressLimitExceeded", "L-0263D0A3"},
      {"internet-gateways", "InternetGatewayLimitExceeded", "L-A4707A72"},
      {"nat-gateways-per-zone", "NatGatewayLimitExceeded", "L-FE5A380F"},
      {"subnets-per-vpc", "SubnetLimitExceeded", "L-407747CB"},
      {"route-tables-per-vpc", "RouteTableLimitExceeded", "L-589F43AA"},
      {"security-groups", "SecurityGroupLimitExceeded", "L-E79EC296"},
      {"rules-per-security-group", "RulesPerSecurityGroupLimitExceeded", "L-0EA8095F"},
      {"gateway-endpoints", "VpcEndpointLimitExceeded", "L-1B52E74A"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.quota);
    Stage stage(network_kinds(kWindow));
    stage.limit(row.quota, 0);
    std::vector<Resource> desired = resources(network(Nat::single));
    auto refused = stage.run(desired);
    EXPECT_EQ(refused.report.ending, engine::Ending::failed);
    EXPECT_THAT(refused.failure(), ::testing::AllOf(HasSubstr(row.code), HasSubstr(row.says)));
    stage.limit(row.quota, 100);
    EXPECT_TRUE(stage.run(desired).is_done()) << "the same command goes on";
    EXPECT_EQ(addresses(stage.plan(desired)), "");
  }
}

// EC2 answers with 200, and says within what it has not done.
TEST(NetworkRefused, IsHeardWithinAnAnswer) {
  Stage stage(network_kinds(kWindow));
  Network nowhere = network(Nat::single);
  nowhere.flow_log_bucket = "arn:aws:s3:::no-such-bucket";
  auto refused = stage.run(resources(nowhere));
  EXPECT_EQ(refused.report.ending, engine::Ending::failed);
  EXPECT_THAT(refused.failure(), HasSubstr("`network/flow-log`: cannot make it"));
  stage.make_bucket("no-such-bucket");
  EXPECT_TRUE(stage.run(resources(nowhere)).is_done());
}

TEST(NetworkRefused, WaitsForWhatOthersHaveInItAndSaysSo) {
  Stage stage(network_kinds(kWindow));
  ASSERT_TRUE(stage.run(resources(closed())).is_done());
  Value group = stage.must("CreateSecurityGroup", stage.filled(Object{{"GroupName", "others"},
                                                                      {"Description", "of others"},
                                                                      {"VpcId", "${network/vpc.VpcId}"}}));
  auto held = stage.run({});
  EXPECT_EQ(held.report.ending, engine::Ending::failed);
  EXPECT_THAT(held.failure(),
              ::testing::AllOf(HasSubstr("cannot destroy it, after 20 minutes: DependencyViolation"),
                               HasSubstr("security groups of this VPC")));
  EXPECT_EQ(stage.state().records.size(), 1u) << "all else has gone";
  stage.must("DeleteSecurityGroup", Object{{"GroupId", *group.find("GroupId")}});
  EXPECT_TRUE(stage.run({}).is_done());
}

// ---- why

TEST(NetworkReasons, AreGivenForEachCallAndNoOther) {
  Stage stage(network_kinds(kWindow));
  Network whole = everything(stage);
  std::vector<Resource> desired = resources(whole);
  ASSERT_TRUE(stage.run(desired).is_done());
  for (const Value& change : changes_by_hand()) {
    stage.must(change.string_or("call", ""), stage.filled(*change.find("input")));
    ASSERT_TRUE(stage.run(desired).is_done());
  }
  Network fewer_tags = whole;
  fewer_tags.tags.erase("cost-center");
  ASSERT_TRUE(stage.run(resources(fewer_tags)).is_done());
  ASSERT_TRUE(stage.run({}).is_done());
  std::set<std::string> reasoned;
  for (const auto& [name, kind] : network_kinds(kWindow)) {
    EXPECT_NE(kind->why, "") << name;
    for (const auto& [call, why] : kind->reasons) reasoned.insert(call);
  }
  EXPECT_EQ(stage.called, reasoned);
}

}  // namespace
}  // namespace blueprint

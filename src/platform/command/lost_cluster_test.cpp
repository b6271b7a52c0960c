// Clusters that a file describes, and whose state was lost: known again by what stands in the account, or refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "blueprint/cluster/role.h"
#include "engine/keep/history.h"
#include "engine/state/changes.h"
#include "platform/command/drift.h"
#include "platform/command/known_states.h"
#include "platform/command/planning.h"
#include "platform/command/taking_over.h"
#include "platform/testing/deployment.h"

namespace platform {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// All sorts of things that a cluster can have: with and without tags, known by token, name, or what they are on.
constexpr const char* kMuch =
    "nodes: { system: { instance: m7g.large }, work: { instances: [m7i.large, m6i.large], capacity: spot } "
    "}, "
    "encryption: { secrets: managed }, karpenter: true, controllers: { load_balancer: true, autoscaler: "
    "true, "
    "external_secrets: { prefix: prod/ }, loki: { retention: 4w }, cloudwatch_exporter: true }, "
    "addons: [vpc-cni, aws-ebs-csi-driver], network: { zones: 2, nat: per_zone, endpoints: [ec2, sts], "
    "flow_logs: { retention: 30d } }, tags: { team: blue }";
constexpr const char* kLittle = "nodes: { system: { instance: m7g.large } }";
constexpr const char* kReader = "reader: { image: x, aws: { policies: [AmazonS3ReadOnlyAccess] } }";

class LostClusterTest : public DeploymentTest {
 protected:
  void lose() {
    for (const char* folder : {"/environments", "/clusters", "/specifications"})
      std::filesystem::remove_all(folder_ + folder);
  }
  std::vector<std::string> drifting() {
    Platform p = platform();
    auto found = read_drift(*known_states(home_), nullptr, p);
    EXPECT_TRUE(found) << found.error().message;
    std::vector<std::string> all;
    if (found)
      for (const auto& state : *found)
        for (const engine::Drift& each : state.drift) all.push_back(each.address);
    return all;
  }
  void forget(const std::string& address) {
    auto keep = *engine::find_state(*known_states(home_), "dev")->keep(home_.places(), clock_);
    auto done = engine::change_state(
        *keep, clock_, who_, [&](engine::Session& session) { return engine::forget(session, address); });
    ASSERT_TRUE(done) << done.error().message;
  }
  base::Result<std::string> adopt(const std::string& address, const std::string& id) {
    Platform p = platform();
    return adopt_thing(configuration_, "dev@eu-west-3:" + address, id, who_, p);
  }
  base::Error refusal(const std::string& address, const std::string& id) {
    auto adopted = adopt(address, id);
    EXPECT_FALSE(adopted) << address;
    return adopted ? base::Error() : adopted.error();
  }
  void unmark(const std::string& kind, const std::string& id, const json::Value& tags) {
    json::Array keys, names{"slipway:token"};
    for (const json::Member& tag : tags.as_object()) names.emplace_back(tag.name);
    for (const json::Value& name : names) keys.push_back(json::Object{{"Key", name}});
    if (kind == "kms-key")
      world_.account->must("kms", "UntagResource", json::Object{{"KeyId", id}, {"TagKeys", names}});
    else
      world_.account->must("ec2", "DeleteTags", json::Object{{"Resources", json::Array{id}}, {"Tags", keys}});
  }
  engine::State state() {
    engine::State found;
    auto all = known_states(home_);
    EXPECT_TRUE(all);
    for (const KnownState& known : all.value()) {
      if (known.environment) continue;
      auto keep = known.keep(home_.places(), clock_);
      EXPECT_TRUE(keep);
      found = engine::load(*keep.value())->state;
    }
    return found;
  }
};

TEST_F(LostClusterTest, IsKnownAgainAndLeavesNothing) {
  read(described(kMuch, kReader));
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  engine::State before = state();
  EXPECT_THAT(drifting(), IsEmpty());
  lose();
  world_.changes.clear();
  engine::Rebuilt rebuilt = rebuild();
  EXPECT_THAT(rebuilt.missing, IsEmpty());
  EXPECT_THAT(rebuilt.others, IsEmpty());
  EXPECT_THAT(rebuilt.beyond, IsEmpty());
  EXPECT_THAT(world_.changes, IsEmpty());
  engine::State after = state();
  ASSERT_EQ(after.records.size(), before.records.size());
  for (const auto& [key, record] : before.records) {
    SCOPED_TRACE(key.text());
    ASSERT_TRUE(after.find(key));
    // By reading more of it may be known than by making it.
    for (const auto& member : record.identity.as_object()) {
      const json::Value* known = after.find(key)->identity.find(member.name);
      ASSERT_TRUE(known) << member.name;
      EXPECT_EQ(*known, member.value) << member.name;
    }
    EXPECT_EQ(after.find(key)->outputs, record.outputs);
    EXPECT_EQ(after.find(key)->needs, record.needs);
  }
  EXPECT_THAT(steps(), IsEmpty());
  EXPECT_THAT(drifting(), IsEmpty());
  EXPECT_THAT(down(), Not(HasSubstr("error: ")));
  EXPECT_TRUE(world_.is_empty());
}

// What AWS knows by an id alone: somebody has made it without any mark of ours, and says which it is.
TEST_F(LostClusterTest, WhatHasAnIdIsAdoptedByIt) {
  read(described(kMuch));
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  const engine::Kinds kinds = blueprint::kinds_for("111122223333", base::Milliseconds(0));
  std::set<std::string> adopted;
  for (const auto& [key, record] : state().records) {
    const engine::ResourceKind& kind = *engine::find_kind(kinds, record.kind);
    const std::string member = kind.id;
    if (member.empty() || kind.mark || kind.found_by == engine::FoundBy::name) continue;
    SCOPED_TRACE(key.address);
    std::string id(record.identity.string_or(member, ""));
    unmark(record.kind, id, *record.applied.find("tags"));
    forget(key.address);
    EXPECT_THAT(refusal(key.address, "").hint, HasSubstr("say which one: --id " + member));
    std::string other = id;
    other.back() = other.back() == '0' ? '1' : '0';
    EXPECT_EQ(refusal(key.address, other).kind, base::ErrorKind::not_found);
    auto taken = adopt(key.address, id);
    ASSERT_TRUE(taken) << taken.error().message << "; " << taken.error().hint;
    adopted.insert(record.kind);
  }
  EXPECT_THAT(adopted, testing::IsSupersetOf({"ec2-vpc", "ec2-nat-gateway", "ec2-address", "kms-key"}));
  EXPECT_THAT(steps(), IsEmpty());
  EXPECT_THAT(drifting(), IsEmpty());
  EXPECT_THAT(down(), Not(HasSubstr("error: ")));
  EXPECT_TRUE(world_.is_empty());
}

// One that cannot become what the file asks for stays whose it is.
TEST_F(LostClusterTest, AnotherThingIsNotAdopted) {
  read(described(kLittle));
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  json::Value made = world_.account->must("ec2", "CreateVpc", json::Object{{"CidrBlock", "10.99.0.0/16"}});
  std::string other(made.find("Vpc")->string_or("VpcId", ""));
  const engine::Record ours = state().newest("network/vpc")->second;
  unmark(ours.kind, std::string(ours.identity.string_or("VpcId", "")), *ours.applied.find("tags"));
  forget("network/vpc");
  world_.changes.clear();
  EXPECT_THAT(refusal("network/vpc", other).message,
              HasSubstr("is another: `cidr` is \"10.99.0.0/16\", and the file asks for \"10.0.0.0/16\""));
  EXPECT_THAT(world_.changes, IsEmpty());
}

TEST_F(LostClusterTest, IsRefusedUntilItIsKnownAgain) {
  read(described(kLittle));
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  lose();
  world_.changes.clear();
  EXPECT_THAT(down(), HasSubstr("error: cluster dev is there (vpc-"));
  EXPECT_THAT(up(), HasSubstr("its control plane), and Slipway does not remember it"));
  EXPECT_THAT(steps(), ElementsAre(HasSubstr("Slipway does not remember it")));
  read(described(kLittle, kReader));
  EXPECT_THAT(down(), HasSubstr("error: cluster dev is there"));
  EXPECT_THAT(world_.changes, IsEmpty());
}

// Of a network without a control plane only tags tell.
TEST_F(LostClusterTest, ANetworkAloneIsNotMadeTwice) {
  read(described(kLittle));
  int total = count_calls();
  begin_anew();
  world_.faults->set({.at = total / 4, .after_effect = true, .ends = true});
  ASSERT_THAT(up(), HasSubstr("error: "));
  world_.faults->set({});
  lose();
  EXPECT_THAT(up(), HasSubstr("error: cluster dev is there (vpc-"));
  EXPECT_THAT(rebuild().found, Contains("dev@eu-west-3:network/vpc"));
  EXPECT_THAT(up(), Not(HasSubstr("error: ")));
  EXPECT_THAT(down(), Not(HasSubstr("error: ")));
  EXPECT_TRUE(world_.is_empty());
}

// Killed wherever, the state lost, and made anew: the next `down` leaves nothing, and so does one behind another `up`.
TEST_F(LostClusterTest, WhatWasMadeByHalfIsKnownAgain) {
  constexpr int kStride = 23;
  read(described(kLittle));
  int total = count_calls();
  for (int at = 3; at < total; at += kStride) {
    SCOPED_TRACE(fmt::format("killed after call {}", at));
    begin_anew();
    world_.faults->set({.at = at, .after_effect = true, .ends = true});
    ASSERT_THAT(up(), HasSubstr("error: "));
    world_.faults->set({});
    lose();
    rebuild();
    if (at % 2 == 0) {
      ASSERT_THAT(up(), Not(HasSubstr("error: ")));
      ASSERT_THAT(steps(), IsEmpty());
    }
    ASSERT_THAT(down(), Not(HasSubstr("error: ")));
    ASSERT_TRUE(world_.is_empty());
  }
}

TEST_F(LostClusterTest, WhatWasRemovedByHalfIsKnownAgain) {
  constexpr int kStride = 41;
  read(described(kLittle));
  count_calls();
  int before = world_.faults->calls();
  ASSERT_THAT(down(), Not(HasSubstr("error: ")));
  int total = world_.faults->calls() - before;
  int killed = 0;
  for (int at = 70; at < total; at += kStride) {
    SCOPED_TRACE(fmt::format("killed after call {}", at));
    begin_anew();
    ASSERT_THAT(up(), Not(HasSubstr("error: ")));
    world_.faults->set({.at = at, .after_effect = true, .ends = true});
    if (down().find("error: ") == std::string::npos) break;  // all was done before
    ++killed;
    world_.faults->set({});
    lose();
    rebuild();
    ASSERT_THAT(down(), Not(HasSubstr("error: ")));
    ASSERT_TRUE(world_.is_empty());
  }
  EXPECT_GE(killed, 2);
}

// Killed while it was written, so that it came no further: the rest is found by the next one.
TEST_F(LostClusterTest, ARebuildGoesOnBehindOneThatWasKilled) {
  read(described(kLittle));
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  lose();
  std::vector<std::string> all = rebuild().found;  // in the order in which they are written
  for (size_t known : {size_t{0}, all.size() / 5, all.size() / 2, all.size() - 1}) {
    std::vector<std::string> rest(all.begin() + static_cast<ptrdiff_t>(known), all.end());
    for (const std::string& each : rest) forget(each.substr(each.find(':') + 1));
    EXPECT_EQ(rebuild().found, rest);
    EXPECT_THAT(steps(), IsEmpty());
  }
  EXPECT_THAT(down(), Not(HasSubstr("error: ")));
  EXPECT_TRUE(world_.is_empty());
}

// As they stand there, and not as the account would name them today.
TEST_F(LostClusterTest, KeepsItsZones) {
  read(described("network: { zones: [eu-west-3b, eu-west-3c] }"));
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  lose();
  read(described("network: { zones: 2 }"));
  EXPECT_THAT(rebuild().missing, IsEmpty());
  EXPECT_THAT(steps(), IsEmpty());
}

TEST_F(LostClusterTest, WhatIsNotThereOrNotAskedForIsTold) {
  read(described("nodes: { system: { instance: m7g.large } }, tags: { team: blue }"));
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  lose();
  json::Value endpoints = world_.account->must("ec2", "DescribeVpcEndpoints", json::Object());
  json::Value id = *endpoints.find("VpcEndpoints")->as_array().at(0).find("VpcEndpointId");
  world_.account->must("ec2", "DeleteVpcEndpoints", json::Object{{"VpcEndpointIds", json::Array{id}}});
  read(described("network: { zones: 2 }, tags: { team: red }"));
  engine::Rebuilt rebuilt = rebuild();
  EXPECT_THAT(rebuilt.missing, ElementsAre("dev@eu-west-3:network/endpoint/s3"));
  EXPECT_THAT(rebuilt.beyond, Contains(HasSubstr("subnet subnet-")));
  EXPECT_THAT(rebuilt.beyond, Contains(HasSubstr("role ")));
  EXPECT_THAT(steps(), Contains(HasSubstr("network/vpc: `tags` differs")));
}

}  // namespace
}  // namespace platform

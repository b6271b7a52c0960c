// Clusters that a file describes: made whole, used by other files, protected, and removed without a trace.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "engine/show/exit_code.h"
#include "platform/command/down_cluster.h"
#include "platform/command/drift.h"
#include "platform/command/planning.h"
#include "platform/command/up_limits.h"
#include "platform/testing/deployment.h"

namespace platform {
namespace {

using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kNodes = "nodes: { system: { instance: m7g.large } }";
constexpr const char* kReader = "reader: { image: x, aws: { policies: [AmazonS3ReadOnlyAccess] } }";

class WholeClusterTest : public DeploymentTest {
 protected:
  // Whatever EC2, EKS and IAM list, by how much there is of it.
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
                  {"ec2", "DescribeNetworkInterfaces", "NetworkInterfaces"}};
    std::map<std::string, size_t> counts;
    for (const auto& each : kLists)
      counts[each.list] = world_.account->must(each.service, each.operation, json::Object())
                              .find(each.list)
                              ->as_array()
                              .size();
    counts["roles"] = world_.account->roles().size();
    counts["providers"] = world_.account->identity_providers().size();
    counts["clusters"] = world_.account->clusters().size();
    return counts;
  }

  base::Result<std::unique_ptr<Down>> prepare_down(std::vector<std::string> allowed = {}) {
    limits_.allow_destroy = std::move(allowed);
    platform_.emplace(platform());
    limited_.emplace(with_limits(*platform_, limits_));
    return Down::prepare(configuration_, *limited_);
  }

  engine::Limits limits_;
  std::optional<Platform> platform_, limited_;
};

constexpr auto kChanges = [] { return AnyOf(HasSubstr("  + "), HasSubstr("  ~ "), HasSubstr("  - ")); };

TEST_F(WholeClusterTest, IsMadeOnceAndLeavesNothing) {
  std::map<std::string, size_t> before = everything();
  read(described(kNodes));
  std::string made = up();
  EXPECT_THAT(made, HasSubstr("  + network/vpc "));
  EXPECT_THAT(made, HasSubstr("  + cluster/control-plane "));
  EXPECT_THAT(made, HasSubstr("  + nodes/group/system "));
  EXPECT_EQ(everything()["Subnets"], before["Subnets"] + 6);
  EXPECT_EQ(everything()["clusters"], 1u);
  EXPECT_EQ(everything()["providers"], 1u);
  EXPECT_THAT(up(), Not(kChanges()));
  std::string gone = down();
  EXPECT_THAT(gone, HasSubstr("  - network/vpc"));
  EXPECT_EQ(everything(), before);
  EXPECT_THAT(down(), Not(HasSubstr("  - "))) << "nothing of it is remembered";
}

TEST_F(WholeClusterTest, ServicesTakeTheirRolesByItsIssuer) {
  read(described(kNodes, kReader));
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  ASSERT_EQ(world_.namespaces.size(), 1u);
  std::string issuer = world_.account->issuer("dev").substr(std::string("https://").size());
  EXPECT_THAT(world_.account->identity_providers(), ElementsAre(HasSubstr(issuer)));
  EXPECT_THAT(world_.account->role("slipway-" + world_.namespaces.begin()->first + "-reader").trust,
              HasSubstr(issuer));
  EXPECT_THAT(up(), Not(kChanges()));
  EXPECT_THAT(down(), Not(HasSubstr("error: ")));
  EXPECT_TRUE(world_.is_empty());
}

TEST_F(WholeClusterTest, AnotherFileThatNamesItUsesItAndLeavesIt) {
  read(described(kNodes));
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  read(file(kReader));
  EXPECT_THAT(up(), HasSubstr("as another file describes it"));
  EXPECT_EQ(world_.services.size(), 1u);
  read(described(kNodes));
  EXPECT_THAT(down(), HasSubstr("tutorial/production uses it too"));
  read(file(kReader));
  EXPECT_THAT(down(), HasSubstr("as another file describes it"));
  EXPECT_EQ(everything()["clusters"], 1u);
  read(described(kNodes));
  EXPECT_THAT(down(), HasSubstr("  - cluster/control-plane"));
  EXPECT_TRUE(world_.is_empty());
}

TEST_F(WholeClusterTest, OneThatWasOnlyNamedIsNotMadeWhole) {
  read(file(kReader));
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  read(described(kNodes, kReader));
  EXPECT_THAT(up(), HasSubstr("was made without a network of its own"));
}

// What a hint says to allow.
std::vector<std::string> allowed_by(const std::string& hint) {
  std::vector<std::string> addresses;
  std::string_view words = std::string_view(hint).substr(0, hint.find(';'));
  std::vector<std::string_view> parts = base::split(words, ' ');
  for (size_t at = 1; at < parts.size(); ++at)
    if (parts[at - 1] == "--allow-destroy") addresses.emplace_back(parts[at]);
  return addresses;
}

TEST_F(WholeClusterTest, ProtectedItGoesOnlyIfThatIsAllowed) {
  read(described(std::string(kNodes) + ", protect: true"));
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  auto refused = prepare_down();
  ASSERT_FALSE(refused);
  EXPECT_EQ(engine::outcome_of(refused.error()), engine::Outcome::refused);
  EXPECT_THAT(refused.error().hint, HasSubstr("--allow-destroy network/vpc"));
  EXPECT_THAT(refused.error().hint, HasSubstr("--allow-destroy cluster/control-plane"));
  EXPECT_EQ(world_.account->clusters().size(), 1u);
  EXPECT_TRUE(prepare_down(allowed_by(refused.error().hint)));
  read(described(kNodes));
  EXPECT_TRUE(prepare_down()) << "the file's word counts";
  configuration_ = *configuration_of_cluster("dev", platform());
  EXPECT_FALSE(prepare_down()) << "without it, that of the last up";
}

TEST_F(WholeClusterTest, UpDestroysNoNodesUnlessThatIsAllowed) {
  read(described("nodes: { system: { instance: m7g.large }, more: { instance: m7g.large } }"));
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  read(described(kNodes));
  EXPECT_THAT(up(), HasSubstr("nodes/group/more: is protected"));
  read(described(kNodes + std::string(", tags: { team: a }")));
  EXPECT_THAT(up(), HasSubstr("error: "));
}

TEST_F(WholeClusterTest, GoesWithoutItsFile) {
  std::map<std::string, size_t> before = everything();
  read(described(kNodes));
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  EXPECT_FALSE(configuration_of_cluster("other", platform()));
  configuration_ = *configuration_of_cluster("dev@eu-west-3", platform());
  EXPECT_THAT(down(), HasSubstr("  - cluster/control-plane"));
  EXPECT_EQ(everything(), before);
  read(file(kReader));
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  EXPECT_FALSE(configuration_of_cluster("dev", platform())) << "no file describes it";
}

TEST_F(WholeClusterTest, IsOfAVersionThatItCanGetTo) {
  auto of_version = [](const std::string& version) {
    std::string text = described(kNodes);
    return text.replace(text.find("1.34"), 4, version);
  };
  read(of_version("1.77"));
  EXPECT_THAT(up(), HasSubstr("EKS offers no version 1.77"));
  read(of_version("1.32"));
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  read(of_version("1.34"));
  EXPECT_THAT(up(), HasSubstr("  ~ cluster/control-plane  version 1.32 -> 1.33 -> 1.34"));
  EXPECT_THAT(up(), Not(kChanges()));
}

// What a file leaves to the account is answered once: zones stay, though the account would name others today.
TEST_F(WholeClusterTest, KeepsItsZones) {
  read(described("network: { zones: [eu-west-3b, eu-west-3c] }"));
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  read(described("network: { zones: 2 }"));
  EXPECT_THAT(up(), Not(kChanges()));
  read(described("network: { zones: 3 }"));
  std::string more = up();
  EXPECT_THAT(more, HasSubstr("  + network/subnet/private-a"));
  EXPECT_THAT(more, Not(HasSubstr("  - ")));
  EXPECT_THAT(up(), Not(kChanges()));
}

TEST_F(WholeClusterTest, PlanAndDriftTellOfIt) {
  read(described(kNodes));
  Platform p = platform();
  auto first = plan_up(configuration_, {}, p);
  ASSERT_TRUE(first) << first.error().message;
  ASSERT_EQ(first->states.size(), 1u);
  EXPECT_EQ(first->states[0].name, "dev@eu-west-3");
  EXPECT_GT(first->states[0].planned.plan.steps.size(), 40u);
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  EXPECT_THAT(plan_up(configuration_, {}, p)->states[0].planned.plan.steps, IsEmpty());

  json::Value vpcs = world_.account->must(
      "ec2", "DescribeVpcs",
      json::Object{{"Filters", json::Array{json::Object{{"Name", "tag:slipway:address"},
                                                        {"Values", json::Array{"network/vpc"}}}}}});
  json::Value id = *vpcs.find("Vpcs")->as_array().at(0).find("VpcId");
  world_.account->must("ec2", "CreateTags",
                       json::Object{{"Resources", json::Array{id}},
                                    {"Tags", json::Array{json::Object{{"Key", "Name"}, {"Value", "mine"}}}}});
  for (const Configuration* known :
       {static_cast<const Configuration*>(&configuration_), static_cast<const Configuration*>(nullptr)}) {
    auto drift = read_drift(*known_states(home_), known, p);
    ASSERT_TRUE(drift) << drift.error().message;
    ASSERT_EQ(drift->size(), 1u);
    EXPECT_EQ(drift->at(0).is_in_file, known != nullptr);
    ASSERT_EQ(drift->at(0).drift.size(), 1u);
    EXPECT_EQ(drift->at(0).drift[0].address, "network/vpc");
  }
  EXPECT_THAT(up(), HasSubstr("  ~ network/vpc "));
  EXPECT_THAT(up(), Not(kChanges()));
}

TEST_F(WholeClusterTest, KilledAtAnyCallItConverges) {
  constexpr int kStride = 17;  // each of them is tried in blueprint/eks/life_test.cpp
  read(described(kNodes, kReader));
  int total = count_calls();
  for (int at = 3; at < total; at += kStride) {
    SCOPED_TRACE(fmt::format("killed after call {}", at));
    begin_anew();
    world_.faults->set({.at = at, .after_effect = true, .ends = true});
    ASSERT_THAT(up(), HasSubstr("error: "));
    world_.faults->set({});
    ASSERT_THAT(up(), Not(HasSubstr("error: ")));
    ASSERT_THAT(up(false), Not(kChanges()));
    ASSERT_THAT(down(), Not(HasSubstr("error: ")));
    ASSERT_TRUE(world_.is_empty());
  }
}

}  // namespace
}  // namespace platform

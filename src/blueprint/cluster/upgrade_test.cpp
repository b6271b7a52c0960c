// A cluster on its way from one version of Kubernetes to another, in an account in this process, in virtual time.
#include "blueprint/cluster/upgrade.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "blueprint/cluster/version.h"
#include "blueprint/testing/whole.h"

namespace blueprint {
namespace {

using blueprint::testing::steps;
using blueprint::testing::WholeSite;
using engine::Resource;
using json::Object;
using json::Value;
using ::testing::HasSubstr;

class UpgradeTest : public ::testing::Test {
 protected:
  UpgradeTest() {
    cluster_ = blueprint::testing::smallest();
    NodeGroup group;
    group.name = "system";
    group.types = {"m7g.large"};
    cluster_.nodes = {group};
    cluster_.addons = {{"kube-proxy"}, {"coredns"}};
  }

  std::string version() {
    return std::string(site_.stage.must("eks.DescribeCluster", Object{{"name", "prod"}})
                           .find("cluster")
                           ->string_or("version", ""));
  }
  std::string current() {
    auto found = find(site_.stage.cloud(), "eks", "DescribeCluster", Object{{"name", "prod"}});
    return found && *found ? version() : "";
  }

  base::Result<std::vector<Resource>> desired(const std::string& version, bool is_forced = false) {
    cluster_.version = version;
    auto way = TRY(way_to_version(site_.stage.cloud(), "prod", current(), version, site_.stage.now()));
    DesiredCluster resolved = cluster_;
    TRY(resolve(site_.stage.cloud(), resolved));
    Upgrade upgrade = TRY(upgrade_to(site_.stage.cloud(), cluster_, resolved, way, is_forced));
    notes_ = upgrade.notes;
    std::vector<Resource> all = site_.resources(cluster_);
    go_by(upgrade, site_.stage.state(), all);
    return all;
  }
  std::string refusal(const std::string& version) {
    auto all = desired(version);
    EXPECT_FALSE(all) << version;
    return all ? "" : all.error().message + "; " + all.error().hint;
  }
  // To the end; the calls that brought it to other versions.
  std::string go_to(const std::string& version, bool is_forced = false) {
    auto all = desired(version, is_forced);
    EXPECT_TRUE(all) << all.error().message << "; " << all.error().hint;
    if (!all) return "";
    site_.stage.written.clear();
    auto ran = site_.stage.run(*all);
    EXPECT_TRUE(ran.is_done()) << ran.failure();
    EXPECT_EQ(steps(site_.stage.plan(*desired(version))), "");
    return calls();
  }
  std::string calls() {
    std::string calls;
    for (const engine::Request& each : site_.stage.written) {
      bool is_of_version = each.operation.ends_with("Version") || each.operation == "UpdateAddon" ||
                           each.operation.ends_with("Nodegroup");
      if (each.api != "eks" || !is_of_version) continue;
      std::string name;
      for (const char* member : {"name", "addonName", "nodegroupName"})
        if (const Value* found = each.input.find(member)) name = found->as_string();
      std::string version(each.input.string_or("version", each.input.string_or("addonVersion", "")));
      calls +=
          fmt::format("{} {}{}{}\n", name, each.operation.substr(0, 6), version.empty() ? "" : " ", version);
    }
    return calls;
  }

  WholeSite site_;
  DesiredCluster cluster_;
  std::vector<std::string> notes_;
};

constexpr const char* kTwoUp =
    "coredns Update v1.12.3-eksbuild.1\n"
    "prod Update 1.34\n"
    "system Update 1.34\n"
    "coredns Update v1.13.1-eksbuild.1\n"
    "prod Update 1.35\n"
    "kube-proxy Update v1.35.0-eksbuild.2\n"
    "system Update 1.35\n";

TEST_F(UpgradeTest, TakesOneMinorVersionAfterTheOther) {
  go_to("1.33");
  EXPECT_EQ(go_to("1.35"), kTwoUp);
  EXPECT_EQ(version(), "1.35");
}

// Whatever was done, and whether its answer was heard or not, the next run goes on from there.
TEST_F(UpgradeTest, GoesOnWhereverItIsKilled) {
  go_to("1.33");
  int deaths = 0;
  for (bool is_done : {true, false}) {
    std::string to = is_done ? "1.34" : "1.35";
    for (int64_t at = 1; deaths < 50; is_done ? at = 1 : ++at, ++deaths)
      if (site_.stage.run(*desired(to), {at, is_done}).is_done()) break;
    EXPECT_EQ(version(), to);
    EXPECT_EQ(steps(site_.stage.plan(*desired(to))), "");
  }
  EXPECT_GE(deaths, 6);
}

TEST_F(UpgradeTest, SaysBeforehandWhatWayBackThereIs) {
  go_to("1.33");
  ASSERT_TRUE(desired("1.35"));
  EXPECT_EQ(notes_.at(0),
            "version 1.33 becomes 1.35 one minor version at a time; EKS takes it back to 1.34 within seven "
            "days, and no "
            "further: `version: \"1.34\"`");
  EXPECT_THAT(refusal("1.32"), HasSubstr("has version 1.33, and EKS does not take it back to 1.32"));
  EXPECT_THAT(refusal("1.99"), HasSubstr("EKS offers no version 1.99"));
}

// Nodes before the control plane, and add-ons as far as they fit both.
TEST_F(UpgradeTest, GoesBackWithinAWeek) {
  go_to("1.33");
  go_to("1.34");
  EXPECT_EQ(go_to("1.33"),
            "kube-proxy Update v1.33.0-eksbuild.2\n"
            "system Update 1.33\n"
            "prod Update 1.33\n"
            "coredns Update v1.12.2-eksbuild.4\n");
  EXPECT_EQ(version(), "1.33");
  EXPECT_THAT(refusal("1.32"), HasSubstr("does not take it back"));
  go_to("1.34");
  site_.stage.advance(std::chrono::hours(24 * 8));
  EXPECT_THAT(refusal("1.33"), HasSubstr("within seven days of an upgrade"));
}

// An add-on that somebody else has put there, and that is none of ours to change.
TEST_F(UpgradeTest, IsRefusedForWhatEksSaysWouldBreak) {
  go_to("1.34");
  site_.stage.must("eks.CreateAddon", Object{{"clusterName", "prod"},
                                             {"addonName", "metrics-server"},
                                             {"addonVersion", "v0.7.2-eksbuild.4"}});
  std::string refused = refusal("1.35");
  EXPECT_THAT(
      refused,
      HasSubstr("EKS finds what would break by version 1.35: EKS add-on version compatibility: Installed "
                "EKS add-on versions are not compatible: metrics-server (to v0.8.0-eksbuild.2)"));
  EXPECT_THAT(refused, HasSubstr("Update the add-ons before the cluster; `aws eks list-insights "
                                 "--cluster-name prod --region eu-west-3`"));
  EXPECT_THAT(refused, HasSubstr("--ignore-insights"));
  EXPECT_THAT(go_to("1.35", true), HasSubstr("prod Update 1.35\n"));
  EXPECT_EQ(version(), "1.35");
}

TEST_F(UpgradeTest, RefusesAnAddonThatIsForAnotherVersion) {
  go_to("1.33");
  cluster_.addons[0].version = "v1.33.0-eksbuild.2";
  EXPECT_THAT(refusal("1.36"),
              HasSubstr("the add-on kube-proxy has no version v1.33.0-eksbuild.2 for Kubernetes 1.36"));
}

// EKS says which node: what keeps it, it does not know.
TEST_F(UpgradeTest, NamesWhatNoPodCanBeEvictedFrom) {
  go_to("1.33");
  const std::string node = "ip-10-0-1-7.eu-west-3.compute.internal";
  site_.stage.keep_nodes(Object{{"system", json::Array{node}}});
  auto ran = site_.stage.run(*desired("1.34"));
  EXPECT_EQ(ran.failure(),
            "`nodes/group/system`: its change has failed: Failed; PodEvictionFailure: Reached max retries "
            "while trying to "
            "evict pods from nodes in node group system, " +
                node +
                "; a disruption budget lets no pod go, or nowhere is room for another: `kubectl get pdb -A` "
                "shows 0 "
                "ALLOWED DISRUPTIONS; mend that and run it again, it goes on from there");
  EXPECT_EQ(version(), "1.34");
  site_.stage.keep_nodes(Object{{"system", json::Array()}});
  EXPECT_EQ(go_to("1.34"), "system Update 1.34\n");
}

TEST_F(UpgradeTest, MakesAnotherGroupBesideTheOneThatGoes) {
  cluster_.nodes[0].upgrade = NodeGroup::Upgrade::blue_green;
  go_to("1.33");
  EXPECT_THAT(refusal("1.35"),
              HasSubstr("the group system would have to be made anew for each version between"));
  site_.stage.allowed = {"nodes/group/system"};
  std::string up = go_to("1.34");
  EXPECT_THAT(
      up, ::testing::MatchesRegex(
              "coredns Update v1.12.3-eksbuild.1\nprod Update 1.34\nkube-proxy Update v1.34.0-eksbuild.2\n"
              "system-1-34-[0-9a-f]+ Create 1.34\nsystem-1-33-[0-9a-f]+ Delete\n.*"));
  // Back, too, before the control plane.
  EXPECT_THAT(go_to("1.33"), ::testing::MatchesRegex(
                                 "kube-proxy Update v1.33.0-eksbuild.2\nsystem-1-33-[0-9a-f]+ Create 1.33\n"
                                 "system-1-34-[0-9a-f]+ Delete\nprod Update 1.33\n.*"));
  // And for another type.
  cluster_.nodes[0].types = {"m7g.xlarge"};
  EXPECT_THAT(go_to("1.33"),
              ::testing::MatchesRegex("system-1-33-[0-9a-f]+ Create 1.33\nsystem-1-33-[0-9a-f]+ Delete\n"));
}

}  // namespace
}  // namespace blueprint

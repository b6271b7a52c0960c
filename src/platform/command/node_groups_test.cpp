// Node groups of described clusters: replaced beside the old one, and those that others have brought.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/keep/history.h"
#include "platform/command/known_states.h"
#include "platform/testing/deployment.h"

namespace platform {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class NodeGroupsTest : public DeploymentTest {
 protected:
  static std::string groups_of(const std::string& type) {
    return described("nodes: { web: { instance: " + type + ", upgrade: blue_green } }");
  }
  std::vector<std::string> groups() {
    return world_.account->must("eks", "ListNodegroups", json::Object{{"clusterName", "dev"}})
        .strings_at("nodegroups");
  }
  std::string arn_of(const std::string& group) {
    json::Value found = world_.account->must("eks", "DescribeNodegroup",
                                             json::Object{{"clusterName", "dev"}, {"nodegroupName", group}});
    return std::string(found.find("nodegroup")->string_or("nodegroupArn", ""));
  }
  // A run has said that it destroys it, whether or not it came to that.
  bool is_going(const std::string& group) {
    auto keep = *engine::find_state(*known_states(home_), "dev")->keep(home_.places(), clock_);
    const engine::State state = engine::load(*keep)->state;
    for (const auto& [key, record] : state.records)
      if (key.address == "nodes/group/web" && record.applied.string_or("name", "") == group)
        return record.is_being_destroyed();
    return true;
  }
  // In the subnets and under the role of the cluster's own.
  void bring_one(const std::string& name) {
    json::Value ours =
        world_.account->must("eks", "DescribeNodegroup",
                             json::Object{{"clusterName", "dev"}, {"nodegroupName", groups().front()}});
    const json::Value& group = *ours.find("nodegroup");
    world_.account->must("eks", "CreateNodegroup",
                         json::Object{{"clusterName", "dev"},
                                      {"nodegroupName", name},
                                      {"nodeRole", *group.find("nodeRole")},
                                      {"subnets", *group.find("subnets")}});
  }
};

// The run is killed at its calls, each fourth, and then the old type is written again: the group that ran all the time
// runs on, unless it was on its way out already.
TEST_F(NodeGroupsTest, OneThatIsWrittenBackRunsOn) {
  read(groups_of("m7g.large"));
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  int made_by = world_.faults->calls();
  read(groups_of("m7g.xlarge"));
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  int total = world_.faults->calls() - made_by, kept = 0;
  for (bool after_effect : {false, true})
    for (int at = after_effect ? 2 : 0; at < total; at += 4) {
      SCOPED_TRACE(fmt::format("killed {} call {}", after_effect ? "after" : "before", at));
      begin_anew();
      read(groups_of("m7g.large"));
      ASSERT_THAT(up(), Not(HasSubstr("error: ")));
      std::string old = groups().front(), arn = arn_of(old);
      read(groups_of("m7g.xlarge"));
      world_.faults->set({.at = at, .after_effect = after_effect, .ends = true});
      ASSERT_THAT(up(), HasSubstr("error: "));
      world_.faults->set({});
      bool stands = !is_going(old);
      read(groups_of("m7g.large"));
      ASSERT_THAT(up(), Not(HasSubstr("error: ")));
      EXPECT_THAT(groups(), ElementsAre(old));
      EXPECT_THAT(steps(), IsEmpty());
      if (stands) EXPECT_EQ(arn_of(old), arn) << "it is another by now";
      kept += stands ? 1 : 0;
    }
  EXPECT_GT(kept, total / 4) << "it stands until its successor is there";
}

TEST_F(NodeGroupsTest, OnesOfOthersAreToldAndKeepTheClusterFromGoing) {
  read(described("nodes: { web: { instance: m7g.large } }"));
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  EXPECT_THAT(steps(), IsEmpty());
  bring_one("theirs");
  EXPECT_THAT(up(), HasSubstr("has node groups that Slipway did not put there, and leaves: theirs"));
  world_.changes.clear();
  EXPECT_THAT(down(),
              HasSubstr("error: cluster/control-plane: cannot go: it has node groups that Slipway did "
                        "not put there: theirs"));
  EXPECT_THAT(world_.changes, IsEmpty());
  world_.account->must("eks", "DeleteNodegroup",
                       json::Object{{"clusterName", "dev"}, {"nodegroupName", "theirs"}});
  EXPECT_THAT(down(), Not(HasSubstr("error: ")));
  EXPECT_TRUE(world_.is_empty());
}

}  // namespace
}  // namespace platform

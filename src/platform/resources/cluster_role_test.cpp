// The role that `slipway cluster start` makes without a deployment: nothing is remembered of it but its tags.
#include "blueprint/cluster/cluster_role.h"

#include "platform/testing/deployment.h"

namespace platform {
namespace {

using ClusterRoleTest = DeploymentTest;

TEST_F(ClusterRoleTest, IsMadeAndRemovedByItsTagsAlone) {
  read(file("app: { image: x }"));
  Platform p = platform();
  auto target = blueprint::open_target("", configuration_.clusters[0], false, world_, p.progress);
  ASSERT_TRUE(target);
  ASSERT_TRUE(blueprint::make_cluster_role(**target, blueprint::marks_of_cluster_start(), p.run_world()));
  EXPECT_EQ(world_.account->role("slipway-eks-dev").attached.size(), 1u);
  EXPECT_EQ(*blueprint::tags_of_cluster_role(*(*target)->cloud, (*target)->cluster),
            blueprint::marks_of_cluster_start());
  ASSERT_TRUE(blueprint::remove_cluster_role(**target, blueprint::marks_of_cluster_start(), p.run_world()));
  EXPECT_FALSE(world_.account->has_role("slipway-eks-dev"));
  EXPECT_TRUE(blueprint::remove_cluster_role(**target, blueprint::marks_of_cluster_start(), p.run_world()))
      << "what is not there";
}

TEST_F(ClusterRoleTest, OfAnotherStays) {
  read(file("app: { image: x }"));
  world_.account->make_role("slipway-eks-dev", trust_in_service("eks.amazonaws.com"));
  Platform p = platform();
  auto target = blueprint::open_target("", configuration_.clusters[0], false, world_, p.progress);
  EXPECT_FALSE(blueprint::remove_cluster_role(**target, blueprint::marks_of_cluster_start(), p.run_world()));
  EXPECT_TRUE(world_.account->has_role("slipway-eks-dev"));
}

}  // namespace
}  // namespace platform

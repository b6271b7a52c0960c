// The role with which a cluster works, also of one that `slipway cluster start` makes for no deployment.
#pragma once

#include <optional>
#include <string_view>

#include "blueprint/cluster/role.h"
#include "blueprint/cluster/target.h"

namespace blueprint {

// Where a cluster's journal has it, and what it may do.
inline constexpr const char* kClusterRoleAt = "role";
inline constexpr std::string_view kClusterPolicy = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy";

std::string cluster_role_arn(const ClusterTarget& target);

// Of what `slipway cluster start` makes for no deployment.
Marks marks_of_cluster_start();
DesiredRole cluster_role(const ClusterTarget& target, const Marks& tags);
// The tags with which Slipway made the role for this very cluster. nullopt: there is none, or it is somebody else's.
base::Result<std::optional<Marks>> tags_of_cluster_role(Cloud& cloud, const Cluster& cluster);
// Make it with its policies, or remove it; nothing of that is remembered.
base::Status make_cluster_role(ClusterTarget& target, const Marks& tags, const engine::RunWorld& world);
base::Status remove_cluster_role(ClusterTarget& target, const Marks& tags, const engine::RunWorld& world);
// What CreateCluster is asked for, with the role above.
json::Value new_cluster(const ClusterTarget& target, const Marks& tags);

}  // namespace blueprint

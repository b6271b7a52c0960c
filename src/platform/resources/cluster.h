// A cluster and what it needs for itself: its role, the EKS cluster, the identity provider of its issuer. What Slipway
// made of them is in a journal of the cluster's own, since environments share it.
#pragma once

#include <optional>

#include "platform/resources/role.h"
#include "platform/target/cluster_target.h"

namespace platform {

// Under the cluster's lock. `target` and `platform` must outlive what is returned. `needs_provider`: some service has a
// role made by Slipway. When it is done, the target says what is there then. conflict: the cluster, its role or its
// provider belongs to somebody else.
base::Result<Section> plan_cluster(ClusterTarget& target, bool needs_provider, const Platform& platform);
// The way back: what the journal says that we made. Then nothing is remembered of the cluster.
base::Result<Section> plan_cluster_removal(ClusterTarget& target, const Platform& platform);
// Of one that stays, since these environments use it.
Section kept(const ClusterTarget& target, const std::vector<std::string>& users);

// Of what `slipway cluster start` makes for no deployment.
Marks marks_of_cluster_start();
DesiredRole cluster_role(const ClusterTarget& target, const Marks& tags);
// The tags with which Slipway made the role for this very cluster. nullopt: there is none, or it is somebody else's.
base::Result<std::optional<Marks>> tags_of_cluster_role(Cloud& cloud, const Cluster& cluster);
// Make it with its policies, or remove it; nothing of that is remembered.
base::Status make_cluster_role(ClusterTarget& target, const Marks& tags, const Platform& platform);
base::Status remove_cluster_role(ClusterTarget& target, const Marks& tags, const Platform& platform);
// What CreateCluster is asked for, with the role above.
json::Value new_cluster(const ClusterTarget& target, const Marks& tags);

}  // namespace platform

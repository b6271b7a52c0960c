// The role of an EKS cluster, and whose it is by its tags: that of a deployment, or of `slipway cluster
// start` without one, which any deployment may use.
#pragma once

#include <optional>

#include "platform/steps/roles.h"
#include "platform/target/cluster_target.h"

namespace platform {

// Of what `slipway cluster start` makes for no deployment.
Marks marks_of_cluster_start();

DesiredRole cluster_role(const Cluster& cluster, Marks tags);

// The tags with which Slipway made the role for this very cluster. nullopt: there is none, or it is somebody else's.
base::Result<std::optional<Marks>> tags_of_cluster_role(Cloud& cloud, const Cluster& cluster);

}  // namespace platform

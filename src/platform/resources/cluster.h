// A cluster and what it needs for itself: its role, the EKS cluster, the identity provider of its issuer. What Slipway
// made of them is in a journal of the cluster's own, since environments share it.
#pragma once

#include "platform/resources/plan.h"
#include "platform/target/cluster_target.h"
#include "platform/target/environment_target.h"

namespace platform {

// Under the cluster's lock. `target` and `platform` must outlive what is returned. `needs_provider`: some service has a
// role made by Slipway. When it is done, the target says what is there then. conflict: the cluster, its role or its
// provider belongs to somebody else.
base::Result<Section> plan_cluster(ClusterTarget& target, bool needs_provider, const Platform& platform);
// The way back: what the journal says that we made. Then nothing is remembered of the cluster.
base::Result<Section> plan_cluster_removal(ClusterTarget& target, const Platform& platform);
// Of one that stays, since these environments use it.
Section kept(const ClusterTarget& target, const std::vector<std::string>& users);

}  // namespace platform

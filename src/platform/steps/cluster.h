// A cluster and what it needs for itself: its role, the EKS cluster, the identity provider of its issuer.
#pragma once

#include "base/clock.h"
#include "platform/steps/plan.h"
#include "platform/target/cluster_target.h"
#include "platform/trust/ownership.h"

namespace platform {

// `target`, `files` and `clock` must outlive the steps. `needs_provider`: some service has a role made by
// Slipway. conflict: the cluster or a role of that name belongs to somebody else.
base::Result<Section> plan_cluster(ClusterTarget& target, bool needs_provider, const StateFiles& files,
                                   const base::Clock& clock);

// Asks EKS for the cluster, with the role that Slipway makes for it (cluster_role.h), and does not wait.
base::Status create_eks_cluster(Cloud& cloud, const Cluster& cluster, const std::string& account_id,
                                const Marks& tags);

// The way back: what the journal says that we made.
Section plan_cluster_removal(ClusterTarget& target, const StateFiles& files, const base::Clock& clock);

}  // namespace platform

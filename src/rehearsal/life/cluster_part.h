// A cluster as `slipway up` makes it, as a part of a life: the very reads and decisions of its work
// (blueprint/cluster/work.h), which end where something would be written.
#pragma once

#include "blueprint/cluster/connections.h"
#include "blueprint/cluster/target.h"
#include "rehearsal/life/subject.h"

namespace rehearsal {

// To a Cloud that somebody else has. It reaches neither Kubernetes nor anything else.
class Through final : public blueprint::Connections {
 public:
  explicit Through(blueprint::Cloud& cloud) : cloud_(cloud) {}

  base::Result<blueprint::AccountAccess> open_account(const blueprint::AccountReference& account,
                                                      bool may_start,
                                                      const blueprint::Progress& progress) override;
  std::unique_ptr<blueprint::Cloud> cloud(const blueprint::AccountAccess& access,
                                          const std::string& region) override;
  base::Result<std::unique_ptr<blueprint::ClusterApi>> cluster_api(
      const blueprint::Cluster& cluster, const blueprint::AccountAccess& access,
      const blueprint::ClusterAddress& address) override;

 private:
  blueprint::Cloud& cloud_;
};

// The cluster as it is now, by way of `cloud`, which outlives it.
base::Result<std::unique_ptr<blueprint::ClusterTarget>> target_through(const std::string& organization,
                                                                       const blueprint::Cluster& cluster,
                                                                       blueprint::Cloud& cloud);

// What stands on a cluster, as far as the cluster has to know.
struct StandsOn {
  bool has_environments = false;
  bool needs_provider = false;  // some service has a role made by Slipway
};

// Clock and randomness outlive the part.
Part cluster_part(const std::string& organization, const blueprint::Cluster& cluster, StandsOn stands,
                  const base::Clock& clock, base::Random& random);

}  // namespace rehearsal

// The clusters and environments of a configuration, as what works on them needs them: accounts that answer, and what is
// remembered.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "platform/target/environment_target.h"

namespace platform {

struct Opened {
  std::vector<std::unique_ptr<blueprint::ClusterTarget>> clusters;
  std::vector<std::unique_ptr<EnvironmentTarget>> environments;  // in the order of the file
  std::vector<std::string> new_environments;                     // ids of those that are yet to be made

  // Whether some service on it has a role made by Slipway.
  bool needs_provider(const blueprint::ClusterTarget& cluster) const;
};

// Clusters that the file describes are opened whether or not environments stand on them.
// not `may_start`: an embedded account that does not answer is an error (unavailable). `configuration` must outlive
// what is returned.
base::Result<Opened> open_all(const Configuration& configuration, bool may_start, const Platform& platform);

// Where no Kubernetes runs, nothing else is worth telling: its error.
base::Status check_runtimes(const Opened& opened, const Platform& platform);

}  // namespace platform

// One command at a time for an environment, and one that makes or removes a cluster that it shares with others: who
// works on them holds the leases of their states (engine/state/held_lease.h), and no other lock.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/state/held_lease.h"
#include "platform/target/environment_target.h"

namespace platform {

struct EnvironmentName {
  std::string organization;
  std::string project;
  std::string name;  // empty: it is about the cluster alone
  blueprint::Cluster cluster;
};

// All environments of a configuration, and clusters that it describes (without a project and a name).
std::vector<EnvironmentName> names_in(const Configuration& configuration);

using Lock = std::unique_ptr<engine::HeldLease>;

struct Locks {
  std::map<std::string, Lock>
      clusters;  // by their folders in the home; while something of theirs may be made or removed
  std::map<std::string, Lock> environments;

  // nullptr: it is not locked.
  engine::HeldLease* of(const blueprint::ClusterTarget& target, const Platform& platform) const;
  engine::HeldLease* of(const EnvironmentState& state, const Platform& platform) const;
  // Of all of them before anything is written under one: this machine remembers where all are, or where none is.
  base::Status begin_writing();
};

// What nothing is known of yet is kept where its cluster is, unless another place was given: this machine remembers
// that. So whoever shares a cluster's state shares those of what stands on it, though it was told the place but once.
base::Status follow_clusters(const std::vector<EnvironmentName>& names, const Platform& platform);

// Nobody waits: an error of which engine::is_held() is true says who holds which of them, and those that were taken
// until then are given back. Then all of these are there, and this machine remembers it of all. `purpose`: such as
// `slipway up`.
base::Result<Locks> lock_all(const std::vector<EnvironmentName>& names, const std::string& purpose,
                             const Platform& platform);

// For what leaves its cluster alone.
base::Result<Lock> lock_environment(const EnvironmentName& name, const std::string& purpose,
                                    const Platform& platform);

}  // namespace platform

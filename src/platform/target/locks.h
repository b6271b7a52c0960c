// One `up` or `down` at a time for an environment, and one that makes or removes a cluster that it shares with others.
#pragma once

#include <string>
#include <vector>

#include "base/file.h"
#include "platform/target/environment_target.h"

namespace platform {

struct EnvironmentName {
  std::string organization;
  std::string project;
  std::string name;
  Cluster cluster;
};

struct Locks {
  std::vector<base::Fd> clusters;  // while something of theirs may be made or removed
  std::vector<base::Fd> environments;
};

// In one order for everybody, so that two never wait for each other; and nobody waits: conflict says who holds it.
base::Result<Locks> lock_all(const std::vector<EnvironmentName>& names, const Platform& platform);

// For what leaves its cluster alone.
base::Result<base::Fd> lock_environment(const EnvironmentName& name, const Platform& platform);

}  // namespace platform

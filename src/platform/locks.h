// One `up` or `down` at a time for an environment, and for the cluster that it shares with others.
#pragma once

#include <string>
#include <vector>

#include "base/file.h"
#include "platform/environment_site.h"

namespace platform {

struct EnvironmentName {
  std::string organization;
  std::string project;
  std::string name;
  Cluster cluster;
};

// In one order for everybody, so that two never wait for each other; and nobody waits: conflict says who
// holds it.
base::Result<std::vector<base::Fd>> lock_all(const std::vector<EnvironmentName>& names,
                                             const Platform& platform);

}  // namespace platform

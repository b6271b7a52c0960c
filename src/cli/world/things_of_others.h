// What a file names and somebody else makes: roles, policies, users, a network. In an account in this process it is
// made before a rehearsal, since that it is there is what the file says.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "blueprint/cloud/cloud.h"
#include "blueprint/desired/cluster.h"
#include "platform/desired/configuration.h"

namespace cli {

// As the root of `account`, of which they are; what is another account's is passed over. `cluster`: nullptr where it is
// only named.
base::Status make_things_of_others(const std::string& account, const blueprint::DesiredCluster* cluster,
                                   const std::vector<platform::Environment>& environments,
                                   blueprint::Cloud& root, const base::Clock& clock);

// The VPC and the subnets that the file names, by these ids, as a network that works has them: the private ones have a
// way out by a NAT gateway, the public ones by an internet gateway.
base::Status make_network_of_others(const blueprint::DesiredCluster& cluster, blueprint::Cloud& root,
                                    const base::Clock& clock);

}  // namespace cli

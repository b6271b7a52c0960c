// Clusters that the file describes, so that Slipway makes all of them: beside those that it only names, which have an
// account, a region and what runs their services.
#pragma once

#include <memory>
#include <string>

#include "base/diagnostics.h"
#include "base/json.h"
#include "blueprint/desired/cluster.h"

namespace platform {

// nullptr: it has none of the keys that describe one. What does not fit the schema is passed over: its check has
// reported that already.
std::shared_ptr<const blueprint::DesiredCluster> load_described(const json::Member& cluster,
                                                                const std::string& organization);

// What cannot be of it, each at the key or the value of the file that says so.
void check_described(const json::Member& cluster, const blueprint::DesiredCluster& desired,
                     base::Diagnostics& diagnostics);

}  // namespace platform

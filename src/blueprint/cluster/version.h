// The version of Kubernetes that a cluster may have next.
#pragma once

#include "blueprint/cloud/cloud.h"
#include "engine/journal/state.h"

namespace blueprint {

// invalid: EKS does not offer it for a new cluster, which is asked where there is none yet; or the one that there is
// would have to pass over a version to get there.
// Source: https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html
base::Status check_version(Cloud& cloud, const engine::State& state, const std::string& version);

}  // namespace blueprint

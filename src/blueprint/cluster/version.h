// The versions of Kubernetes that a cluster goes through to get to the one that its file says.
#pragma once

#include <string>
#include <vector>

#include "blueprint/cloud/cloud.h"

namespace blueprint {

// 34 of 1.34.
int64_t minor_of(const std::string& version);

// From the one that the cluster has to the one that is desired, both included: each the next minor one; or, back to the
// one before, just these two. Of a cluster that is not there yet (`current` is empty) the one that is desired.
// invalid: EKS does not offer it, or does not take a cluster of `current` back to it `now`.
// Sources: https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html, .../rollback-cluster.html
base::Result<std::vector<std::string>> way_to_version(Cloud& cloud, const std::string& cluster,
                                                      const std::string& current, const std::string& desired,
                                                      base::Time now);

}  // namespace blueprint

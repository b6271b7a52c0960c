// Where a cluster may be: the zones of a region, asked of the account.
#pragma once

#include <string>
#include <vector>

#include "blueprint/cloud/cloud.h"

namespace blueprint {

// Whether EKS takes subnets of a zone, by its id: `euw3-az1`.
bool zone_takes_clusters(std::string_view id);

// The first `count` zones, by name, in which EKS takes subnets. not_found: there are fewer.
// Source: https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
base::Result<std::vector<std::string>> zones_for_cluster(Cloud& cloud, const std::string& region,
                                                         size_t count);

}  // namespace blueprint

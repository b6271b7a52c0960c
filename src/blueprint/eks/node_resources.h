// Where services of a cluster run: its node groups with their templates, and profiles of Fargate.
#pragma once

#include "blueprint/eks/eks_cluster.h"

namespace blueprint {

void add_nodes(const EksCluster& cluster, const Network& network, ResourceList& list);
void add_fargate(const EksCluster& cluster, const Network& network, ResourceList& list);

}  // namespace blueprint

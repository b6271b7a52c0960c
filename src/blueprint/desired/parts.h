// The parts of a cluster, each as the module that makes it takes it.
#pragma once

#include "blueprint/desired/cluster.h"

namespace blueprint {

Network network_of(const DesiredCluster& cluster, const Place& place);
EksCluster eks_of(const DesiredCluster& cluster, const Place& place);
ControllerParts controllers_of(const DesiredCluster& cluster);
// The marks by which all that is made is known again, and the user's tags.
Marks tags_of(const DesiredCluster& cluster);

}  // namespace blueprint

// Roles that somebody else made, as the file names them: what would fail by them later, when half of the cluster is
// made, is found before.
#pragma once

#include "blueprint/cloud/cloud.h"
#include "blueprint/desired/cluster.h"

namespace blueprint {

// Of a cluster that is complete. What to know of them: where a policy of AWS's is not attached that such a role has as
// a rule. invalid: a role is not there, is of another account, or does not trust the service that takes it.
base::Result<std::vector<std::string>> check_given_roles(Cloud& cloud, const DesiredCluster& cluster,
                                                         const Place& place);

}  // namespace blueprint

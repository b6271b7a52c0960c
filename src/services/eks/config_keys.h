// The condition keys that CreateCluster and UpdateClusterConfig share (Service Authorization Reference, EKS).
#pragma once

#include "account/call/operation.h"

namespace account::eks {

// Those that follow from what the call says.
void add_config_keys(const Input& in, policy::Context& context);

}  // namespace account::eks

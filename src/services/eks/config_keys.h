// The condition keys that CreateCluster and UpdateClusterConfig share (Service Authorization Reference, EKS).
#pragma once

#include "account/call/operation.h"

namespace account::eks {

// Those that follow from what the call says, as a need's own keys.
void config_keys(const Call& call, const json::Value* record, policy::Context& context);

}  // namespace account::eks

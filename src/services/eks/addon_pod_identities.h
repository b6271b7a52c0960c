// The pod identity associations that an add-on owns (Amazon EKS User Guide, "Use Pod Identities to assign an IAM role
// to an Amazon EKS add-on").
#pragma once

#include "account/call/operation.h"
#include "services/eks/addon_catalog.h"
#include "services/eks/pod_identity.h"

namespace account::eks {

// Makes, changes and removes associations until the add-on has those of the call's podIdentityAssociations, and no
// others. InvalidParameterException: the add-on has no such service account.
aws::Result<void> set_pod_identities(Call& call, const KnownAddon& known, json::Object& addon);
void remove_pod_identities(Call& call, const json::Value& addon);

}  // namespace account::eks

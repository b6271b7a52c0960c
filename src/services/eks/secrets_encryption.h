// The key with which a cluster encrypts the secrets of Kubernetes. EKS looks at the key and makes a grant for the
// cluster's role, both with the permissions of whoever makes the cluster.
//
// Source: EKS User Guide, "Encrypt Kubernetes secrets with KMS on existing clusters"; API Reference, CreateCluster,
// EncryptionConfig.
#pragma once

#include "account/call/operation.h"

namespace account::eks {

// What the call's encryptionConfig says, as a cluster has it; empty: nothing. The grant is made, and its name kept in
// the cluster's record (KeyGrant). Errors: InvalidParameterException; InvalidRequestException: the caller may not, or
// the key is of no use.
aws::Result<json::Array> take_encryption(Call& call, json::Value& record);

// The cluster needs its key no longer.
void retire_key_grant(Call& call, const json::Value& record);

}  // namespace account::eks

// Who an IAM principal is in a cluster: by its access entry, by ConfigMap aws-auth, as the cluster's creator,
// and as a member of the IAM group Admins.
#pragma once

#include <string>

#include "account/call/caller.h"
#include "account/record/state.h"
#include "base/json.h"
#include "base/result.h"
#include "services/eks/aws_auth.h"

namespace account::eks {

inline constexpr std::string_view kMasters = "system:masters";  // the group that may do everything
inline constexpr std::string_view kAdmins = "Admins";  // members administer the account's clusters (seed 0)
inline constexpr std::string_view kUidPrefix = "aws-iam-authenticator:";  // then ACCOUNT:UNIQUE ID

struct Mapped {
  KubernetesNames names;
  std::string uid;
  json::Object extra;  // arn, canonicalArn, principalId, sessionName, accessKeyId
  bool administers =
      false;  // may do everything: system:masters, or AmazonEKSClusterAdminPolicy on the cluster
};

AuthPrincipal auth_principal(const Caller& caller);
// The IAM user or role behind the caller, for which entries are made; empty for root and federated users.
std::string principal_arn(const Caller& caller);

// `cluster`: its record; `state`: where it stands. denied: the cluster does not know the principal, and the
// hint is the smallest thing that would mend it.
base::Result<Mapped> map_identity(const State& state, const json::Value& cluster, const Caller& caller);

}  // namespace account::eks

// The token with which an IAM principal comes to a cluster (awscli, eks/get_token.py; aws-iam-authenticator,
// pkg/token).
#pragma once

#include <string>
#include <string_view>

#include "account/call/gateway.h"

namespace account::eks {

// Whether it claims to be one.
bool is_cluster_token(std::string_view token);

// Who made the token for this cluster. This server's own addresses may stand for that of STS. Any error is
// the same to the caller: 401.
aws::Result<Caller> verify_cluster_token(std::string_view token, const std::string& cluster,
                                         const Facilities& facilities, Gateway& gateway);

}  // namespace account::eks

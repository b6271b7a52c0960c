// Amazon EKS: clusters, and what stands behind their endpoints (cluster_endpoint.h) and issuers (issuer.h).
#pragma once

#include "account/operation.h"

namespace account::eks {

inline constexpr std::string_view kCluster = "eks.cluster";

Service service();

std::span<const Operation> cluster_operations();
std::span<const Operation> tag_operations();

std::string cluster_arn(const State& state, std::string_view name);

}  // namespace account::eks

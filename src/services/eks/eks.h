// Amazon EKS: clusters, and what stands behind their endpoints (cluster_endpoint.h) and issuers (issuer.h).
#pragma once

#include "account/call/service.h"

namespace account::eks {

Service service();
// Amazon EKS Auth, a service of its own.
Service pod_identity_service();

std::span<const Operation> cluster_operations();
std::span<const Operation> access_entry_operations();
std::span<const Operation> access_policy_operations();
std::span<const Operation> version_operations();
std::span<const Operation> pod_identity_operations();
std::span<const Operation> addon_operations();
std::span<const Operation> addon_version_operations();
std::span<const Operation> fargate_operations();
std::span<const Operation> nodegroup_operations();
std::span<const Operation> identity_provider_operations();
std::span<const Operation> insight_operations();
std::span<const Operation> update_operations();
std::span<const Operation> tag_operations();

// The unique id of the user or role that calls, or the account's for root: one that is made anew under the
// same name is another.
std::string principal_id(const Caller& caller);

}  // namespace account::eks

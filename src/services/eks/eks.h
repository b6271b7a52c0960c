// Amazon EKS: clusters, and what stands behind their endpoints (cluster_endpoint.h) and issuers (issuer.h).
#pragma once

#include "account/call/service.h"

namespace account::eks {

Service service();

std::span<const Operation> cluster_operations();
std::span<const Operation> access_entry_operations();
std::span<const Operation> access_policy_operations();
std::span<const Operation> update_operations();
std::span<const Operation> tag_operations();

// The unique id of the user or role that calls, or the account's for root: one that is made anew under the
// same name is another.
std::string principal_id(const Caller& caller);

}  // namespace account::eks

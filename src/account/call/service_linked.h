// Roles of services' own in the account (IAM User Guide, "Service-linked roles"): who makes them, and calls as them.
#pragma once

#include <string>
#include <string_view>

#include "account/call/operation.h"

namespace account {

std::string service_linked_role_arn(const State& state, std::string_view service, std::string_view name);
// Where there is none, it is made with the caller's permissions by `maker`, the service that is called. Error: IAM's.
aws::Result<void> ensure_service_linked_role(Call& call, std::string_view maker, std::string_view service,
                                             std::string_view name);
// Such a role as one who calls others: what it may do its policies say. `session`: as the service names its sessions.
Caller service_linked_caller(const State& state, std::string_view service, std::string_view name,
                             std::string_view session);

}  // namespace account

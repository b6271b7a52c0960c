// What is known of a service's role before it is deployed, where the role was made by hand.
#pragma once

#include <string>
#include <vector>

#include "platform/target/environment_target.h"

namespace platform {

// Adds a line for each thing that would keep the service from its role: no such role, no provider, no
// audience, a trust policy that names another service account. Nothing stops because of it: the user decides.
base::Status check_role_made_by_hand(const EnvironmentTarget& target, const Service& service,
                                     std::vector<std::string>& warnings);

}  // namespace platform

// A service as the runtime gets it, and what is remembered of it.
#pragma once

#include <string>
#include <vector>

#include "platform/target/environment_target.h"

namespace platform {

// Outputs of earlier jobs: as they are, or as empty where there are none yet; or none of them, and no service account
// that a job may make: what the file alone says of a service.
enum class Outputs { known, pending, left_out };

base::Result<runtime::ServiceSpec> runtime_service(EnvironmentTarget& target, const Service& service,
                                                   const runtime::Runtime& runtime, const Platform& platform,
                                                   Outputs outputs);

// The runtime that the environment's cluster runs services with.
base::Result<runtime::Runtime*> runtime_of(const EnvironmentTarget& target, const Platform& platform);

// What is remembered of it.
DeployedService deployed_service(const EnvironmentTarget& target, const Service& service,
                                 const runtime::ServiceSpec& wanted, std::string_view runtime);

// The part of it that says who the service is.
void note_identity(const EnvironmentTarget& target, const Service& service, DeployedService& deployed);

// Looks at the service account that the service only names, and notes its role in the target. What is odd about it is
// a line in `warnings`. not_found: it is not there.
base::Status find_named_account(EnvironmentTarget& target, const Service& service, const Platform& platform,
                                std::vector<std::string>& warnings);

}  // namespace platform

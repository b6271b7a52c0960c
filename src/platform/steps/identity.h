// How a service comes to its identity: a service account that it only names, and its token. What is made for it besides
// is the engine's (platform/resources/identities.h).
#pragma once

#include <string>
#include <vector>

#include "platform/resources/plan.h"
#include "platform/target/environment_target.h"

namespace platform {

// Looks at the service account that the service only names, and notes its role in `target.found_identities`.
// not_found: it is not there.
base::Status find_named_account(EnvironmentTarget& target, const Service& service, const Platform& platform,
                                std::vector<std::string>& warnings);

// The step of a service that only names its service account. `after_jobs`: a job that is to run may make it,
// so it is looked at again when the service's turn comes.
base::Result<Step> plan_named_account(EnvironmentTarget& target, const Service& service,
                                      const Platform& platform, bool after_jobs,
                                      std::vector<std::string>& warnings);

// Of a service with either, that does not run on Kubernetes, whose kubelet sees to tokens. Where the service
// account has no role, the step does nothing.
base::Result<Step> plan_token(EnvironmentTarget& target, const Service& service, const Platform& platform);

// What the agent must know to renew the token of a service.
runtime::DesiredToken desired_token(const EnvironmentState& state, const DeployedService& service,
                                    const ClusterAddress& address, const Home& home);

}  // namespace platform

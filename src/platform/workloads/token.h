// The token of a service that does not run on Kubernetes, whose kubelet sees to tokens.
#pragma once

#include "platform/workloads/service_spec.h"

namespace platform {

// Asks the cluster for one and writes it down. Where the service account has no role, nothing is done.
base::Status put_token(EnvironmentTarget& target, const Service& service, const Platform& platform);
base::Status remove_token(const EnvironmentTarget& target, const std::string& slug, const Platform& platform);

// What the agent must know to renew the token of a service.
runtime::DesiredToken desired_token(const EnvironmentState& state, const DeployedService& service,
                                    const blueprint::ClusterAddress& address, const Home& home);

}  // namespace platform

// One service of an environment: how it comes to its identity, and how it runs.
#pragma once

#include <vector>

#include "platform/environment_site.h"
#include "platform/plan.h"

namespace platform {

base::Result<Step> plan_service_role(EnvironmentSite& site, const Service& service, const Platform& platform);
base::Result<Step> plan_service_account(EnvironmentSite& site, const Service& service,
                                        const Platform& platform, std::vector<std::string>& warnings);
base::Result<Step> plan_token(EnvironmentSite& site, const Service& service, const Platform& platform);
base::Result<Step> plan_instances(EnvironmentSite& site, const Service& service, const Platform& platform);

// What the agent must know to renew the token of a service.
runtime::TokenWish token_wish(const EnvironmentState& state, const DeployedService& service,
                              const ClusterAddress& address, const Home& home);

// Removes one entry of the journal and what it stands for.
base::Status remove_made(EnvironmentSite& site, const Made& made, const Platform& platform);

}  // namespace platform

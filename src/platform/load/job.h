// The parts of slipway.yaml that say when and in which order services are deployed or run: stages, lifecycle
// jobs, cron jobs.
#pragma once

#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "base/json.h"
#include "platform/desired/configuration.h"

namespace platform {

// What the file says, else databases, jobs, containers, applications (Qovery's documentation, "Deployment pipeline").
std::vector<std::string> load_stages(const json::Value& environment);

ServiceType load_type(const json::Value& service);
// The index of the service's stage; a stage that there is not is reported.
size_t load_stage(const json::Member& service, ServiceType type, const std::vector<std::string>& stages,
                  base::Diagnostics& diagnostics);
// Of a lifecycle job; nullopt for other types, where what only a job can have is reported.
std::optional<LifecycleJob> load_job(const json::Member& service, ServiceType type,
                                     base::Diagnostics& diagnostics);
// Of a cron job, likewise; it also fills in the service's entrypoint and command.
void load_cron(const json::Member& member, const blueprint::Cluster& cluster, Service& service,
               base::Diagnostics& diagnostics);

}  // namespace platform

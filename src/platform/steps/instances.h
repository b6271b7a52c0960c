// What a service runs, and the step that makes it so.
#pragma once

#include "platform/resources/plan.h"
#include "platform/target/environment_target.h"

namespace platform {

// The time that ending its instances may take.
base::Deadline removal_deadline(const DeployedService& service);

// `after_jobs`: lifecycle jobs of earlier stages are yet to run, so that the service may turn out to be
// another than it looks now: it is looked at again when its turn comes.
base::Result<Step> plan_instances(EnvironmentTarget& target, const Service& service, const Platform& platform,
                                  bool after_jobs);

// The service as the runtime gets it. `outputs_pending`: outputs of jobs that are not known yet count as empty.
base::Result<runtime::ServiceSpec> runtime_service(EnvironmentTarget& target, const Service& service,
                                                   const runtime::Runtime& runtime, const Platform& platform,
                                                   bool outputs_pending);

// What is remembered of it.
DeployedService deployed_service(const EnvironmentTarget& target, const Service& service,
                                 const runtime::ServiceSpec& wanted, std::string_view runtime);

}  // namespace platform

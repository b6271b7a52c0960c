// What a service runs, of whichever type: looked at, brought to what the file asks for, and ended.
#pragma once

#include <optional>
#include <stop_token>

#include "platform/workloads/service_spec.h"

namespace platform {

std::string_view type_of(const Service& service);  // service, job, cron-job
std::string_view type_of(const DeployedService& service);

// As the runtime gets it; of a job with several events, its start. invalid: it cannot run so.
base::Result<runtime::ServiceSpec> specification(EnvironmentTarget& target, const Service& service,
                                                 const runtime::Runtime& runtime, const Platform& platform,
                                                 Outputs outputs);
// The jobs of earlier stages, whose outputs it gets.
std::vector<const Service*> jobs_before(const Environment& environment, const Service& service);

struct Running {
  std::string type;         // as it was deployed
  std::string runtime;      // that it was deployed with
  int total = 0;            // instances; of a job that was deployed and a schedule that is kept 1
  int right = 0;            // of those, as the file and the outputs of earlier jobs want them
  int former = 0;           // of the others, as they were deployed last
  int altered = 0;          // neither: somebody else has changed them
  bool is_whole = false;    // and the deployment that made them came to its end
  bool has_failed = false;  // of a job: its last run
};
// `is_put`: this very run has deployed it, so it is as wanted. nullopt: there is nothing.
base::Result<std::optional<Running>> look_at_service(EnvironmentTarget& target, const std::string& slug,
                                                     bool is_put, const Platform& platform,
                                                     const base::Deadline& deadline);

// What is to be remembered of a service that was found to run as the file wants it.
base::Result<DeployedService> found_running(EnvironmentTarget& target, const Service& service,
                                            const Platform& platform);

// Whatever was of its name and of another type or elsewhere ends first.
base::Status put_service(EnvironmentTarget& target, const Service& service, const Platform& platform,
                         const std::stop_token& stop);
// A job runs its delete event first.
base::Status remove_service(EnvironmentTarget& target, const std::string& slug, const Platform& platform,
                            const std::stop_token& stop);
// Ends what runs of it, and no more.
base::Status end_instances(EnvironmentTarget& target, const DeployedService& service,
                           const Platform& platform, const std::stop_token& stop = {});

}  // namespace platform

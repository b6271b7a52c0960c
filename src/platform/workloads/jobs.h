// Jobs: what runs at an event or by a schedule, and what is remembered of it.
#pragma once

#include "platform/workloads/service_spec.h"
#include "runtime/cron.h"

namespace platform {

// A lifecycle job as it runs at one of its events; a cron job as the runtime keeps it.
base::Result<runtime::JobRun> job_run(EnvironmentTarget& target, const Service& service, JobEvent event,
                                      const runtime::Runtime& runtime, const Platform& platform,
                                      Outputs outputs);
base::Result<runtime::CronJob> cron_job(EnvironmentTarget& target, const Service& service,
                                        const runtime::Runtime& runtime, const Platform& platform,
                                        Outputs outputs);
// invalid: the runtime keeps no schedules.
base::Result<runtime::Cron*> cron_of(runtime::Runtime& runtime);

// Has the job ready for its end, and runs its start event, if it has one.
base::Status deploy_job(EnvironmentTarget& target, const Service& service, const Platform& platform,
                        const std::stop_token& stop);

// Runs one event now: the log goes to `home.job_log`, its lines to `progress` as they come, on another thread
// than this one; its outputs to later stages. A run that fails is an error with the last lines. not_found:
// the job has no such event.
base::Status run_event(EnvironmentTarget& target, const Service& service, JobEvent event,
                       const Platform& platform, const std::stop_token& stop = {});
// Runs a cron job now, beside its schedule and whatever its concurrency policy says; its log is the event `run`.
base::Status run_cron(EnvironmentTarget& target, const Service& service, const Platform& platform);

// Runs the delete event as it was when the job was deployed last; nothing if it has none.
base::Status run_removal(EnvironmentTarget& target, const DeployedService& deployed, const Platform& platform,
                         const std::stop_token& stop);
// What is kept of it on this machine.
base::Status forget_job(const EnvironmentTarget& target, const std::string& slug, const Home& home);

}  // namespace platform

// Lifecycle jobs: what runs at which event, and what is remembered of it.
#pragma once

#include "platform/resources/plan.h"
#include "platform/target/environment_target.h"

namespace platform {

// Runs the start event unless it has run well as it is now.
base::Result<Step> plan_job(EnvironmentTarget& target, const Service& service, const Platform& platform,
                            bool after_jobs);

// Runs one event now: the log goes to `home.job_log`, its lines to `progress` as they come, on another thread
// than this one; its outputs to later stages. A run that fails is an error with the last lines. not_found:
// the job has no such event.
base::Status run_event(EnvironmentTarget& target, const Service& service, JobEvent event,
                       const Platform& platform, const Progress& progress);

// Runs the delete event as it was when the job was deployed last; nothing if it has none.
base::Status run_removal(EnvironmentTarget& target, const std::string& slug, const Platform& platform,
                         const Progress& progress);
// What is kept of it on this machine.
base::Status forget_job(const EnvironmentTarget& target, const std::string& slug, const Home& home);

}  // namespace platform

// Cron jobs: the schedule that a runtime keeps, and a run out of turn.
#pragma once

#include "platform/resources/plan.h"
#include "platform/target/environment_target.h"

namespace platform {

// `after_jobs`: see plan_instances(). invalid: the runtime keeps no schedules.
base::Result<Step> plan_cron(EnvironmentTarget& target, const Service& service, const Platform& platform,
                             bool after_jobs);

// Runs it now, beside its schedule and whatever its concurrency policy says: the log goes to `home.job_log`
// (`run`), its lines to `progress` as they come. A run that fails is an error with the last lines.
base::Status run_cron(EnvironmentTarget& target, const Service& service, const Platform& platform,
                      const Progress& progress);

}  // namespace platform

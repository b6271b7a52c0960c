#include "platform/steps/cron.h"

#include <fmt/core.h>

#include "base/encoding.h"
#include "crypto/digest.h"
#include "platform/desired/memory_size.h"
#include "platform/steps/instances.h"
#include "platform/steps/job_run.h"
#include "runtime/cron.h"

namespace platform {
namespace {

constexpr auto kLimit = std::chrono::minutes(2);
// Behind the name of a cron job: what its runs out of turn are called. No service has such a name, since
// slugs have single dashes.
constexpr std::string_view kRunNow = "--now";

base::Result<runtime::Cron*> cron_of(const EnvironmentTarget& target, const Platform& platform) {
  runtime::Runtime* runtime =
      TRY(platform.connections.runtime(target.state.cluster.runtime, target.state.cluster));
  if (runtime::Cron* cron = runtime->cron()) return cron;
  return base::fail(base::ErrorKind::invalid, "{} keeps no schedules: cron jobs run on Kubernetes",
                    runtime->name());
}

std::string fingerprint(const runtime::CronJob& job) {
  json::Object all{{"service", job.service.fingerprint}, {"schedule", job.schedule},
                   {"timezone", job.timezone},           {"concurrency", job.concurrency},
                   {"failed", job.failed_runs_kept},     {"successful", job.successful_runs_kept},
                   {"max_restarts", job.max_restarts},   {"max_duration", job.max_duration.count()}};
  return base::hex(crypto::sha256(json::dump(all))).substr(0, 32);
}

base::Result<runtime::CronJob> cron_job(EnvironmentTarget& target, const Service& service,
                                        const Platform& platform, bool outputs_pending) {
  runtime::Runtime* runtime =
      TRY(platform.connections.runtime(target.state.cluster.runtime, target.state.cluster));
  const CronJob& wanted = *service.cron;
  runtime::CronJob job;
  job.service = TRY(runtime_service(target, service, *runtime, platform, outputs_pending));
  job.schedule = wanted.schedule;
  job.timezone = wanted.timezone;
  job.concurrency = wanted.concurrency;
  job.failed_runs_kept = wanted.failed_runs_kept;
  job.successful_runs_kept = wanted.successful_runs_kept;
  job.max_restarts = wanted.max_restarts;
  job.max_duration = std::chrono::seconds(wanted.max_duration_s);
  job.service.fingerprint = fingerprint(job);
  return job;
}

base::Status deploy_cron(EnvironmentTarget& target, const Service& service, const Platform& platform) {
  runtime::Cron* cron = TRY(cron_of(target, platform));
  runtime::CronJob job = TRY(cron_job(target, service, platform, false));
  TRY(target.remember(platform.files, [&](EnvironmentState& state) {
    state.journal.intend("cron-job", service.slug, service.slug).done = false;
  }));
  TRY(target.remember_service(platform.files,
                              deployed_service(target, service, job.service, target.state.cluster.runtime)));
  TRY(cron->put(job, base::Deadline::in(kLimit)));
  return target.remember(platform.files, [&](EnvironmentState& state) {
    state.journal.intend("cron-job", service.slug).done = true;
  });
}

}  // namespace

base::Result<Step> plan_cron(EnvironmentTarget& target, const Service& service, const Platform& platform,
                             bool after_jobs) {
  runtime::Cron* cron = TRY(cron_of(target, platform));
  runtime::CronJob job = TRY(cron_job(target, service, platform, after_jobs));
  Step step{Change::make,
            "cron job " + service.slug,
            fmt::format("{}, `{}` {}, {}", service.image, job.schedule, job.timezone,
                        memory_text(service.memory_bytes)),
            {}};
  step.stage = service.stage;
  step.side_by_side = target.side_by_side(platform);
  step.apply = [&target, &service, &platform](const Progress&) {
    return deploy_cron(target, service, platform);
  };
  auto found = TRY(cron->find(target.state.namespace_name, service.slug, base::Deadline::in(kLimit)));
  if (!found) return step;
  const JournalEntry* made = target.state.journal.find("cron-job", service.slug);
  bool as_wanted = found->fingerprint == job.service.fingerprint && made && made->done;
  step.change = as_wanted ? Change::keep : Change::change;
  if (as_wanted && !after_jobs) step.apply = nullptr;
  if (as_wanted && after_jobs) step.detail += "; looked at again after the jobs";
  return step;
}

base::Status run_cron(EnvironmentTarget& target, const Service& service, const Platform& platform,
                      const Progress& progress) {
  runtime::Runtime* runtime =
      TRY(platform.connections.runtime(target.state.cluster.runtime, target.state.cluster));
  runtime::CronJob job = TRY(cron_job(target, service, platform, false));
  runtime::JobRun run;
  run.service = std::move(job.service);
  run.service.name += kRunNow;
  run.max_restarts = job.max_restarts;
  run.max_duration = job.max_duration;
  run.log_file = platform.home.job_log(target.state.namespace_name, service.slug, "run");
  Ran ran = TRY(run_now(run, service.slug, "run", *runtime, progress));
  if (ran.reason.empty()) return {};
  return run_failed(service.name, "run", run.log_file, ran.reason);
}

}  // namespace platform

#include "platform/workloads/jobs.h"

#include <fmt/core.h>

#include <filesystem>

#include "base/encoding.h"
#include "base/file.h"
#include "crypto/digest.h"
#include "platform/workloads/job_outputs.h"
#include "platform/workloads/job_run.h"
#include "runtime/process/service_file.h"

namespace platform {
namespace {

using base::ErrorKind;

// Behind the name of a cron job: what its runs out of turn are called. No service has such a name, since
// slugs have single dashes.
constexpr std::string_view kRunNow = "--now";

std::string fingerprint(const runtime::CronJob& job) {
  json::Object all{{"service", job.service.fingerprint}, {"schedule", job.schedule},
                   {"timezone", job.timezone},           {"concurrency", job.concurrency},
                   {"failed", job.failed_runs_kept},     {"successful", job.successful_runs_kept},
                   {"max_restarts", job.max_restarts},   {"max_duration", job.max_duration.count()}};
  return base::hex(crypto::sha256(json::dump(all))).substr(0, 32);
}

// The delete event runs when the file may be another one, or gone.
base::Status write_removal(EnvironmentTarget& target, const Service& service, const runtime::Runtime& runtime,
                           const Platform& platform) {
  std::string path = platform.home.job_removal(target.state.namespace_name, service.slug);
  if (!service.job->events.contains(JobEvent::remove)) return base::remove_all(path);
  runtime::JobRun run = TRY(job_run(target, service, JobEvent::remove, runtime, platform, Outputs::known));
  json::Value kept = json::Object{{"service", runtime::to_json(run.service)},
                                  {"max_restarts", run.max_restarts},
                                  {"max_duration_s", run.max_duration.count()}};
  TRY(base::make_folder(std::filesystem::path(path).parent_path().string()));
  return base::write_file_atomically(path, json::dump_pretty(kept));
}

}  // namespace

base::Result<runtime::JobRun> job_run(EnvironmentTarget& target, const Service& service, JobEvent event,
                                      const runtime::Runtime& runtime, const Platform& platform,
                                      Outputs outputs) {
  runtime::JobRun run;
  const EventRun& wanted = service.job->events.at(event);
  Service as_run = service;
  as_run.entrypoint = wanted.entrypoint;
  as_run.command = wanted.arguments;
  run.service = TRY(runtime_service(target, as_run, runtime, platform, outputs));
  run.max_restarts = service.job->max_restarts;
  run.max_duration = std::chrono::seconds(service.job->max_duration_s);
  run.log_file =
      platform.home.job_log(target.state.namespace_name, service.slug, std::string(event_name(event)));
  return run;
}

base::Result<runtime::Cron*> cron_of(runtime::Runtime& runtime) {
  if (runtime::Cron* cron = runtime.cron()) return cron;
  return base::fail(ErrorKind::invalid, "{} keeps no schedules: cron jobs run on Kubernetes", runtime.name());
}

base::Result<runtime::CronJob> cron_job(EnvironmentTarget& target, const Service& service,
                                        const runtime::Runtime& runtime, const Platform& platform,
                                        Outputs outputs) {
  const CronJob& wanted = *service.cron;
  runtime::CronJob job;
  job.service = TRY(runtime_service(target, service, runtime, platform, outputs));
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

base::Status deploy_job(EnvironmentTarget& target, const Service& service, const Platform& platform,
                        const std::stop_token& stop) {
  runtime::Runtime* runtime = TRY(runtime_of(target, platform));
  TRY(write_removal(target, service, *runtime, platform));
  if (service.job->events.contains(JobEvent::start))
    return run_event(target, service, JobEvent::start, platform, stop);
  runtime::ServiceSpec wanted = TRY(runtime_service(target, service, *runtime, platform, Outputs::known));
  return target.remember_service(platform.files, deployed_service(target, service, wanted, runtime->name()));
}

base::Status run_event(EnvironmentTarget& target, const Service& service, JobEvent event,
                       const Platform& platform, const std::stop_token& stop) {
  if (!service.job || !service.job->events.contains(event)) {
    return base::fail(ErrorKind::not_found, "`{}` has nothing to run on {}", service.name, event_name(event));
  }
  runtime::Runtime* runtime = TRY(runtime_of(target, platform));
  runtime::JobRun run = TRY(job_run(target, service, event, *runtime, platform, Outputs::known));
  DeployedService after = deployed_service(target, service, run.service, runtime->name());
  after.last_event = event_name(event);
  after.last_reason = "it did not come to its end";
  TRY(target.remember_service(platform.files, after));
  std::string what = fmt::format("{} event", event_name(event));
  Ran ran = TRY(run_now(run, service.slug, what, *runtime, platform.progress, stop));
  // Those of before stay until a run has come to a good end.
  if (ran.reason.empty())
    TRY(save_outputs(platform.home.job_outputs(target.state.namespace_name, service.slug), ran.outputs));
  after.last_reason = ran.reason;
  after.last_run = platform.clock.now();
  TRY(target.remember_service(platform.files, after));
  if (ran.reason.empty()) return {};
  return run_failed(service.name, what, run.log_file, ran.reason);
}

base::Status run_cron(EnvironmentTarget& target, const Service& service, const Platform& platform) {
  runtime::Runtime* runtime = TRY(runtime_of(target, platform));
  runtime::CronJob job = TRY(cron_job(target, service, *runtime, platform, Outputs::known));
  runtime::JobRun run;
  run.service = std::move(job.service);
  run.service.name += kRunNow;
  run.max_restarts = job.max_restarts;
  run.max_duration = job.max_duration;
  run.log_file = platform.home.job_log(target.state.namespace_name, service.slug, "run");
  Ran ran = TRY(run_now(run, service.slug, "run", *runtime, platform.progress, {}));
  if (ran.reason.empty()) return {};
  return run_failed(service.name, "run", run.log_file, ran.reason);
}

base::Status run_removal(EnvironmentTarget& target, const DeployedService& deployed, const Platform& platform,
                         const std::stop_token& stop) {
  const std::string& slug = deployed.slug;
  std::string path = platform.home.job_removal(target.state.namespace_name, slug);
  if (!base::exists(path)) return {};
  json::Value kept = TRY(json::parse(TRY(base::read_file(path))));
  runtime::JobRun run;
  if (const json::Value* service = kept.find("service")) run.service = runtime::service_from(*service);
  run.max_restarts = static_cast<int>(kept.int_or("max_restarts", 0));
  run.max_duration = std::chrono::seconds(kept.int_or("max_duration_s", 300));
  run.log_file = platform.home.job_log(target.state.namespace_name, slug, "delete");
  runtime::Runtime* runtime = TRY(platform.connections.runtime(deployed.runtime, target.state.cluster));
  Ran ran = TRY(run_now(run, slug, "delete event", *runtime, platform.progress, stop));
  if (ran.reason.empty()) return {};
  return run_failed(deployed.name, "delete event", run.log_file, ran.reason);
}

base::Status forget_job(const EnvironmentTarget& target, const std::string& slug, const Home& home) {
  const std::string& namespace_name = target.state.namespace_name;
  TRY(base::remove_all(home.job_removal(namespace_name, slug)));
  TRY(base::remove_all(home.job_outputs(namespace_name, slug)));
  std::string start_log = home.job_log(namespace_name, slug, "start");
  return base::remove_all(std::filesystem::path(start_log).parent_path().string());
}

}  // namespace platform

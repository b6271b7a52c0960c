#include "platform/steps/jobs.h"

#include <fmt/core.h>

#include <filesystem>

#include "base/file.h"
#include "base/text.h"
#include "platform/desired/memory_size.h"
#include "platform/steps/instances.h"
#include "platform/steps/job_outputs.h"
#include "platform/steps/job_run.h"
#include "runtime/process/service_file.h"

namespace platform {
namespace {

using base::ErrorKind;

base::Result<runtime::JobRun> job_run(EnvironmentTarget& target, const Service& service, JobEvent event,
                                      const runtime::Runtime& runtime, const Platform& platform,
                                      bool outputs_pending) {
  runtime::JobRun run;
  const EventRun& wanted = service.job->events.at(event);
  Service as_run = service;
  as_run.entrypoint = wanted.entrypoint;
  as_run.command = wanted.arguments;
  run.service = TRY(runtime_service(target, as_run, runtime, platform, outputs_pending));
  run.max_restarts = service.job->max_restarts;
  run.max_duration = std::chrono::seconds(service.job->max_duration_s);
  run.log_file =
      platform.home.job_log(target.state.namespace_name, service.slug, std::string(event_name(event)));
  return run;
}

// The delete event runs when the file may be another one, or gone.
base::Status write_removal(EnvironmentTarget& target, const Service& service, const runtime::Runtime& runtime,
                           const Platform& platform) {
  std::string path = platform.home.job_removal(target.state.namespace_name, service.slug);
  if (!service.job->events.contains(JobEvent::remove)) return base::remove_all(path);
  runtime::JobRun run = TRY(job_run(target, service, JobEvent::remove, runtime, platform, false));
  json::Value kept = json::Object{{"service", runtime::to_json(run.service)},
                                  {"max_restarts", run.max_restarts},
                                  {"max_duration_s", run.max_duration.count()}};
  TRY(base::make_folder(std::filesystem::path(path).parent_path().string()));
  return base::write_file_atomically(path, json::dump_pretty(kept));
}

base::Status deploy_job(EnvironmentTarget& target, const Service& service, const Platform& platform,
                        const Progress& progress) {
  runtime::Runtime* runtime =
      TRY(platform.connections.runtime(target.state.cluster.runtime, target.state.cluster));
  TRY(write_removal(target, service, *runtime, platform));
  if (service.job->events.contains(JobEvent::start))
    return run_event(target, service, JobEvent::start, platform, progress);
  runtime::ServiceSpec wanted = TRY(runtime_service(target, service, *runtime, platform, false));
  TRY(target.remember_service(platform.files, deployed_service(target, service, wanted, runtime->name())));
  return target.remember(platform.files, [&](EnvironmentState& state) {
    state.journal.intend("job", service.slug, service.slug).done = true;
  });
}

std::string words(const Service& service, std::string_view runtime) {
  std::vector<std::string> events;
  for (const auto& [event, run] : service.job->events) events.emplace_back(event_name(event));
  return fmt::format("{}, on {}, {}, {}", service.image, base::join(events, ", "),
                     memory_text(service.memory_bytes), runtime);
}

}  // namespace

base::Result<Step> plan_job(EnvironmentTarget& target, const Service& service, const Platform& platform,
                            bool after_jobs) {
  runtime::Runtime* runtime =
      TRY(platform.connections.runtime(target.state.cluster.runtime, target.state.cluster));
  Step step{Change::make, "job " + service.slug, words(service, runtime->name()), {}};
  step.stage = service.stage;
  step.side_by_side = target.side_by_side(platform);
  step.apply = [&target, &service, &platform](const Progress& progress) {
    return deploy_job(target, service, platform, progress);
  };
  const DeployedService* before = target.state.find_service(service.slug);
  if (!before || !before->is_job) return step;
  bool starts = service.job->events.contains(JobEvent::start);
  JobEvent first = service.job->events.begin()->first;
  runtime::JobRun run =
      TRY(job_run(target, service, starts ? JobEvent::start : first, *runtime, platform, after_jobs));
  bool ran_well = before->last_event == "start" && before->last_reason.empty();
  if (starts ? ran_well && before->fingerprint == run.service.fingerprint : true) {
    step.change = Change::keep;
    step.apply = nullptr;
    return step;
  }
  step.change = Change::change;
  step.detail += before->last_reason.empty() ? "; runs again" : "; its last run failed";
  return step;
}

base::Status run_event(EnvironmentTarget& target, const Service& service, JobEvent event,
                       const Platform& platform, const Progress& progress) {
  if (!service.job || !service.job->events.contains(event)) {
    return base::fail(ErrorKind::not_found, "`{}` has nothing to run on {}", service.name, event_name(event));
  }
  runtime::Runtime* runtime =
      TRY(platform.connections.runtime(target.state.cluster.runtime, target.state.cluster));
  runtime::JobRun run = TRY(job_run(target, service, event, *runtime, platform, false));
  DeployedService after = deployed_service(target, service, run.service, runtime->name());
  after.last_event = event_name(event);
  after.last_reason = "it did not come to its end";
  TRY(target.remember(platform.files, [&](EnvironmentState& state) {
    state.journal.intend("job", service.slug, service.slug);
  }));
  TRY(target.remember_service(platform.files, after));
  std::string what = fmt::format("{} event", event_name(event));
  Ran ran = TRY(run_now(run, service.slug, what, *runtime, progress));
  // Those of before stay until a run has come to a good end.
  if (ran.reason.empty())
    TRY(save_outputs(platform.home.job_outputs(target.state.namespace_name, service.slug), ran.outputs));
  after.last_reason = ran.reason;
  after.last_run = platform.clock.now();
  TRY(target.remember_service(platform.files, after));
  TRY(target.remember(platform.files, [&](EnvironmentState& state) {
    state.journal.intend("job", service.slug).done = true;
  }));
  if (ran.reason.empty()) return {};
  return run_failed(service.name, what, run.log_file, ran.reason);
}

base::Status run_removal(EnvironmentTarget& target, const std::string& slug, const Platform& platform,
                         const Progress& progress) {
  const DeployedService* deployed = target.state.find_service(slug);
  std::string path = platform.home.job_removal(target.state.namespace_name, slug);
  if (!deployed || !base::exists(path)) return {};
  json::Value kept = TRY(json::parse(TRY(base::read_file(path))));
  runtime::JobRun run;
  if (const json::Value* service = kept.find("service")) run.service = runtime::service_from(*service);
  run.max_restarts = static_cast<int>(kept.int_or("max_restarts", 0));
  run.max_duration = std::chrono::seconds(kept.int_or("max_duration_s", 300));
  run.log_file = platform.home.job_log(target.state.namespace_name, slug, "delete");
  runtime::Runtime* runtime = TRY(platform.connections.runtime(deployed->runtime, target.state.cluster));
  Ran ran = TRY(run_now(run, slug, "delete event", *runtime, progress));
  if (ran.reason.empty()) return {};
  return run_failed(deployed->name, "delete event", run.log_file, ran.reason);
}

base::Status forget_job(const EnvironmentTarget& target, const std::string& slug, const Home& home) {
  const std::string& namespace_name = target.state.namespace_name;
  TRY(base::remove_all(home.job_removal(namespace_name, slug)));
  TRY(base::remove_all(home.job_outputs(namespace_name, slug)));
  std::string start_log = home.job_log(namespace_name, slug, "start");
  return base::remove_all(std::filesystem::path(start_log).parent_path().string());
}

}  // namespace platform

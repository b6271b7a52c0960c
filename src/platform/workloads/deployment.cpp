#include "platform/workloads/deployment.h"

#include <fmt/core.h>

#include <algorithm>

#include "platform/workloads/job_outputs.h"
#include "platform/workloads/jobs.h"

namespace platform {
namespace {

constexpr auto kRollout = std::chrono::minutes(15);
constexpr auto kScheduling = std::chrono::minutes(2);

// Its last run was the start event, as it is now, and went well; or it has none.
bool ran_well(const Service& service, const DeployedService& deployed, const runtime::ServiceSpec& wanted) {
  if (!service.job->events.contains(JobEvent::start)) return true;
  return deployed.last_event == event_name(JobEvent::start) && deployed.last_reason.empty() &&
         deployed.fingerprint == wanted.fingerprint;
}

void count(const std::vector<runtime::Instance>& instances, const runtime::ServiceSpec& wanted,
           const std::string& deployed, Running& running) {
  for (const runtime::Instance& each : instances) {
    if (each.service != wanted.name) continue;
    ++running.total;
    bool runs = each.state != runtime::InstanceState::exited;
    bool has_identity = wanted.web_identity.role_arn.empty() || each.web_identity == wanted.web_identity;
    if (each.fingerprint != wanted.fingerprint && each.fingerprint != deployed)
      ++running.altered;
    else if (runs && each.fingerprint == wanted.fingerprint && has_identity)
      ++running.right;
    else if (runs)
      ++running.former;
  }
}

void count(const std::optional<runtime::CronFacts>& found, const runtime::ServiceSpec& wanted,
           const std::string& deployed, Running& running) {
  if (!found) return;
  running.total = 1;
  int& as = found->fingerprint == wanted.fingerprint ? running.right
            : found->fingerprint == deployed         ? running.former
                                                     : running.altered;
  as = 1;
}

// While the cluster is not there, nothing is on it.
bool may_run(const EnvironmentTarget& target) {
  return !target.state.cluster.is_kubernetes() || target.cluster->status == "ACTIVE";
}

base::Status count(EnvironmentTarget& target, const Service& service,
                   const std::optional<DeployedService>& deployed, const Platform& platform,
                   const base::Deadline& deadline, Running& running) {
  runtime::Runtime* runtime = TRY(runtime_of(target, platform));
  runtime::ServiceSpec wanted = TRY(specification(target, service, *runtime, platform, Outputs::pending));
  std::string former = deployed ? deployed->fingerprint : "";
  if (service.job) {
    running.total = deployed ? 1 : 0;
    running.right = deployed && deployed->is_job && ran_well(service, *deployed, wanted) ? 1 : 0;
    running.former = running.total - running.right;
  } else if (service.cron) {
    runtime::Cron* cron = TRY(cron_of(*runtime));
    if (!may_run(target)) return {};
    count(TRY(cron->find(target.state.namespace_name, service.slug, deadline)), wanted, former, running);
  } else if (may_run(target)) {
    count(TRY(target.instances(*runtime, deadline)), wanted, former, running);
  }
  return {};
}

// Of its name, and of another type, or with another runtime.
base::Status end_former(EnvironmentTarget& target, const Service& service, const runtime::Runtime& runtime,
                        const Platform& platform, const std::stop_token& stop) {
  auto former = target.deployed(service.slug);
  if (!former) return {};
  if (type_of(*former) != type_of(service)) return remove_service(target, service.slug, platform, stop);
  return former->runtime == runtime.name() ? base::Status() : end_instances(target, *former, platform, stop);
}

}  // namespace

std::string_view type_of(const Service& service) {
  return service.job ? "job" : service.cron ? "cron-job" : "service";
}

std::string_view type_of(const DeployedService& service) {
  return service.is_job ? "job" : service.is_cron() ? "cron-job" : "service";
}

base::Result<runtime::ServiceSpec> specification(EnvironmentTarget& target, const Service& service,
                                                 const runtime::Runtime& runtime, const Platform& platform,
                                                 Outputs outputs) {
  if (service.cron) return TRY(cron_job(target, service, runtime, platform, outputs)).service;
  if (!service.job) return runtime_service(target, service, runtime, platform, outputs);
  bool starts = service.job->events.contains(JobEvent::start);
  JobEvent event = starts ? JobEvent::start : service.job->events.begin()->first;
  return TRY(job_run(target, service, event, runtime, platform, outputs)).service;
}

std::vector<const Service*> jobs_before(const Environment& environment, const Service& service) {
  std::vector<const Service*> jobs;
  for (const Service& each : environment.services)
    if (each.job && each.stage < service.stage) jobs.push_back(&each);
  return jobs;
}

base::Result<std::optional<Running>> look_at_service(EnvironmentTarget& target, const std::string& slug,
                                                     bool is_put, const Platform& platform,
                                                     const base::Deadline& deadline) {
  auto deployed = target.deployed(slug);
  const Service* service = target.desired ? target.desired->find_service(slug) : nullptr;
  Running running;
  if (service && is_put)
    running.total = running.right = type_of(*service) == "service" ? service->instances : 1;
  else if (service)
    TRY(count(target, *service, deployed, platform, deadline, running));
  if (!deployed && running.total == 0) return std::optional<Running>();
  running.type = deployed ? type_of(*deployed) : type_of(*service);
  running.runtime = deployed ? deployed->runtime : std::string(TRY(runtime_of(target, platform))->name());
  bool runs_as_wanted = running.total > 0 && running.right == running.total;
  running.is_whole = deployed ? deployed->is_whole : platform.takes_what_runs && runs_as_wanted;
  running.has_failed = deployed && !deployed->last_reason.empty();
  return std::optional(running);
}

base::Result<DeployedService> found_running(EnvironmentTarget& target, const Service& service,
                                            const Platform& platform) {
  runtime::Runtime* runtime = TRY(runtime_of(target, platform));
  runtime::ServiceSpec wanted = TRY(specification(target, service, *runtime, platform, Outputs::pending));
  return deployed_service(target, service, wanted, runtime->name());
}

base::Status put_service(EnvironmentTarget& target, const Service& service, const Platform& platform,
                         const std::stop_token& stop) {
  if (!service.named_service_account.empty()) {
    std::vector<std::string> warnings;
    TRY(find_named_account(target, service, platform, warnings));
    for (const std::string& warning : warnings) platform.progress("! " + warning);
  }
  runtime::Runtime* runtime = TRY(runtime_of(target, platform));
  TRY(end_former(target, service, *runtime, platform, stop));
  if (service.job) return deploy_job(target, service, platform, stop);
  runtime::ServiceSpec wanted = TRY(specification(target, service, *runtime, platform, Outputs::known));
  DeployedService deployed = deployed_service(target, service, wanted, runtime->name());
  deployed.is_whole = false;
  TRY(target.remember_service(platform.files, deployed));
  if (service.cron) {
    runtime::CronJob job = TRY(cron_job(target, service, *runtime, platform, Outputs::known));
    TRY(TRY(cron_of(*runtime))->put(job, base::Deadline::in(kScheduling, stop)));
  } else {
    TRY(runtime->apply(wanted, platform.progress, base::Deadline::in(kRollout, stop)));
  }
  deployed.is_whole = true;
  return target.remember_service(platform.files, std::move(deployed));
}

base::Status remove_service(EnvironmentTarget& target, const std::string& slug, const Platform& platform,
                            const std::stop_token& stop) {
  auto deployed = target.deployed(slug);
  if (!deployed) return {};  // it is remembered before anything is started
  if (deployed->is_job && !platform.skips_job_removals) {
    base::Status ran = run_removal(target, *deployed, platform, stop);
    if (!ran) {
      base::Error error = ran.error();
      error.hint += "; `slipway down --skip-jobs` removes the rest without it";
      return tl::unexpected(std::move(error));
    }
  }
  TRY(end_instances(target, *deployed, platform, stop));
  if (type_of(*deployed) != "service") TRY(forget_job(target, slug, platform.home));
  return target.remember(platform.files, [&](EnvironmentState& state) { state.erase_service(slug); });
}

base::Status end_instances(EnvironmentTarget& target, const DeployedService& service,
                           const Platform& platform, const std::stop_token& stop) {
  runtime::Runtime* runtime = TRY(platform.connections.runtime(service.runtime, target.state.cluster));
  auto patience = std::chrono::minutes(2) + std::chrono::seconds(service.stop_grace_s);
  return runtime->remove(target.state.namespace_name, service.slug, base::Deadline::in(patience, stop));
}

}  // namespace platform

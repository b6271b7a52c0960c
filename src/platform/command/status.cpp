#include "platform/command/status.h"

#include <fmt/core.h>

#include "blueprint/trust/names.h"
#include "kube/schedule.h"
#include "platform/resources/environment.h"
#include "runtime/cron.h"
#include "runtime/token/facts.h"

namespace platform {
namespace {

constexpr auto kLimit = std::chrono::seconds(20);

void count_instances(const EnvironmentState& state, const Platform& platform, ServiceStatus& status,
                     const std::string& slug) {
  auto runtime = platform.connections.runtime(status.runtime, state.cluster);
  if (!runtime) {
    status.trouble = runtime.error().message;
    return;
  }
  auto instances = (*runtime)->list(state.namespace_name, base::Deadline::in(kLimit));
  if (!instances) {
    status.trouble = instances.error().message;
    return;
  }
  for (const runtime::Instance& each : *instances) {
    if (each.service != slug) continue;
    if (each.state != runtime::InstanceState::running) {
      status.trouble = each.reason.empty() ? "starting" : each.reason;
      continue;
    }
    ++status.running;
    if (each.is_ready) ++status.ready;
    if (!each.is_ready) status.trouble = each.reason.empty() ? "not ready yet" : each.reason;
  }
  if (status.running < status.wanted && status.trouble.empty()) status.trouble = "not there";
}

// How its last run went is known without; not being able to ask is no failure of it.
void count_runs(const EnvironmentState& state, const Platform& platform, ServiceStatus& status,
                const std::string& slug) {
  auto runtime = platform.connections.runtime(status.runtime, state.cluster);
  if (!runtime) return;
  auto instances = (*runtime)->list(state.namespace_name, base::Deadline::in(kLimit));
  if (!instances) return;
  for (const runtime::Instance& each : *instances) {
    if (each.service == slug && each.state != runtime::InstanceState::exited) ++status.running;
  }
}

// Why the newest run that is still listed failed.
std::string failure_of_last(runtime::Runtime& runtime, const EnvironmentState& state,
                            const std::string& slug) {
  std::string reason = "no instance of it is left to say why";
  base::Time newest;
  auto instances = runtime.list(state.namespace_name, base::Deadline::in(kLimit));
  if (!instances) return instances.error().message;
  for (const runtime::Instance& each : *instances) {
    if (each.service != slug || each.started < newest || each.exit_code == 0) continue;
    newest = each.started;
    reason = each.reason;
  }
  return reason;
}

void read_schedule(const EnvironmentState& state, const Platform& platform, ServiceStatus& status,
                   const DeployedService& service) {
  auto runtime = platform.connections.runtime(status.runtime, state.cluster);
  if (!runtime) {
    status.trouble = runtime.error().message;
    return;
  }
  runtime::Cron* cron = (*runtime)->cron();
  auto found = cron ? cron->find(state.namespace_name, service.slug, base::Deadline::in(kLimit))
                    : std::optional<runtime::CronFacts>();
  if (!found || !*found) {
    status.trouble = found ? "not there" : found.error().message;
    return;
  }
  status.running = (*found)->running;
  status.last_run = (*found)->last_run;
  bool is_utc = service.timezone == "Etc/UTC" || service.timezone == "UTC";
  auto schedule = kube::Schedule::parse(service.schedule);
  if (is_utc && schedule) status.next_run = schedule->next_after(platform.clock.now());
  const auto& success = (*found)->last_success;
  bool failed = status.last_run && status.running == 0 && (!success || *success < *status.last_run);
  if (failed) status.trouble = failure_of_last(**runtime, state, service.slug);
}

ServiceStatus read_service(const EnvironmentState& state, const DeployedService& service,
                           const Platform& platform) {
  ServiceStatus status;
  status.organization = state.organization;
  status.project = state.project;
  status.environment = state.name;
  status.service = service.name;
  status.namespace_name = state.namespace_name;
  status.cluster = state.cluster.name;
  status.role_arn = service.role_arn;
  status.runtime = service.runtime;
  status.environment_expires = state.expires;
  status.wanted = service.is_job || service.is_cron() ? 0 : service.instances;
  status.is_job = service.is_job;
  status.last_event = service.last_event;
  if (service.is_job) status.trouble = service.last_reason;
  status.is_stopped = !service.is_job && service.instances == 0;
  status.schedule = service.schedule;
  status.timezone = service.timezone;
  if (service.is_job) {
    count_runs(state, platform, status, service.slug);
  } else if (service.is_cron() && !status.is_stopped) {
    read_schedule(state, platform, status, service);
  } else if (!service.is_cron()) {
    count_instances(state, platform, status, service.slug);
  }
  if (service.has_identity()) {
    auto token = runtime::read_token_facts(platform.home.token_folder(state.namespace_name, service.slug));
    if (token) status.token_expires = token->expires;
  }
  return status;
}

}  // namespace

base::Result<Status> read_status(const Platform& platform) {
  Status status;
  for (EnvironmentState& state : TRY(platform.files.load_environments())) {
    for (const DeployedService& service : state.services)
      status.services.push_back(read_service(state, service, platform));
    if (!state.services.empty()) continue;
    std::vector<std::string> left = TRY(remembered(state, platform));
    status.unfinished.push_back({std::move(state), std::move(left)});
  }
  return status;
}

}  // namespace platform

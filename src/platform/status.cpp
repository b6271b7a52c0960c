#include "platform/status.h"

#include <fmt/core.h>

#include "platform/names.h"
#include "platform/schedule.h"
#include "platform/token_facts.h"
#include "runtime/cron.h"

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
    if (each.state == runtime::InstanceState::running) {
      ++status.running;
    } else {
      status.trouble = each.reason.empty() ? "starting" : each.reason;
    }
  }
  if (status.running < status.wanted && status.trouble.empty()) status.trouble = "not there";
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
  auto schedule = Schedule::parse(service.schedule);
  if (is_utc && schedule) status.next_run = schedule->next_after(platform.clock.now());
  const auto& success = (*found)->last_success;
  bool failed = status.last_run && status.running == 0 && (!success || *success < *status.last_run);
  if (failed) status.trouble = failure_of_last(**runtime, state, service.slug);
}

std::string schedule_text(const ServiceStatus& status, base::Time now) {
  std::string next = status.next_run ? ", next " + expiry_text(*status.next_run, now) : "";
  std::string out =
      fmt::format("  schedule   {} {}{}, {}\n", status.schedule, status.timezone, next, status.runtime);
  std::string end = status.running > 0        ? "runs"
                    : !status.trouble.empty() ? "failed: " + status.trouble
                                              : "succeeded";
  if (status.last_run)
    return out + fmt::format("  last run   {}, {}\n", expiry_text(*status.last_run, now), end);
  return out + fmt::format("  last run   {}\n", status.trouble.empty() ? "none yet" : status.trouble);
}

std::string instances_text(const ServiceStatus& status) {
  return fmt::format("  instances  {} of {} running, {}{}\n", status.running, status.wanted, status.runtime,
                     status.trouble.empty() ? "" : ": " + status.trouble);
}

std::string job_text(const ServiceStatus& status) {
  std::string last = status.last_event.empty() ? "has not run"
                     : status.trouble.empty()
                         ? fmt::format("{} succeeded", status.last_event)
                         : fmt::format("{} failed: {}", status.last_event, status.trouble);
  return fmt::format("  job        {}, {}\n", status.running > 0 ? "runs" : last, status.runtime);
}

std::string identity_text(const ServiceStatus& status, base::Time now) {
  if (status.role_arn.empty()) return "  role       none\n";
  if (status.runtime == kKubernetes)
    return fmt::format("  role       {}\n  token      the kubelet keeps it fresh\n", status.role_arn);
  std::string token = status.token_expires
                          ? fmt::format("expires {} ({})", expiry_text(*status.token_expires, now),
                                        base::iso8601(*status.token_expires))
                          : "none: run `slipway up` again";
  return fmt::format("  role       {}\n  token      {}\n", status.role_arn, token);
}

std::string environment_text(base::Time expires, base::Time now) {
  if (expires <= now)
    return fmt::format("  expired    {}: `slipway down --expired` removes it\n", expiry_text(expires, now));
  return fmt::format("  expires    {} ({}), with its environment\n", expiry_text(expires, now),
                     base::iso8601(expires));
}

}  // namespace

base::Result<std::vector<ServiceStatus>> read_status(const Platform& platform) {
  std::vector<ServiceStatus> result;
  for (const EnvironmentState& state : TRY(platform.files.load_environments())) {
    for (const DeployedService& service : state.services) {
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
      status.schedule = service.schedule;
      status.timezone = service.timezone;
      if (service.is_cron()) {
        read_schedule(state, platform, status, service);
      } else {
        count_instances(state, platform, status, service.slug);
      }
      if (service.has_identity()) {
        auto token = read_token_facts(platform.home.token_folder(state.namespace_name, service.slug));
        if (token) status.token_expires = token->expires;
      }
      result.push_back(std::move(status));
    }
  }
  return result;
}

std::string render(const std::vector<ServiceStatus>& list, base::Time now) {
  if (list.empty()) return "nothing is deployed from this machine; `slipway up FILE` deploys\n";
  std::string out;
  for (const ServiceStatus& each : list) {
    if (!out.empty()) out += "\n";
    out += fmt::format("{}/{}/{}\n", each.project, each.environment, each.service);
    out += !each.schedule.empty() ? schedule_text(each, now)
           : each.is_job          ? job_text(each)
                                  : instances_text(each);
    out += fmt::format("  namespace  {} on cluster {}\n", each.namespace_name, each.cluster);
    out += identity_text(each, now);
    if (each.environment_expires) out += environment_text(*each.environment_expires, now);
  }
  return out;
}

json::Value to_json(const std::vector<ServiceStatus>& list, base::Time now) {
  json::Array services;
  for (const ServiceStatus& each : list) {
    json::Object object{{"organization", each.organization}, {"project", each.project},
                        {"environment", each.environment},   {"service", each.service},
                        {"namespace", each.namespace_name},  {"cluster", each.cluster},
                        {"runtime", each.runtime},           {"instances_wanted", each.wanted},
                        {"instances_running", each.running}};
    if (each.is_job) object.set("last_event", each.last_event);
    if (!each.schedule.empty()) object.set("schedule", each.schedule);
    if (!each.schedule.empty()) object.set("timezone", each.timezone);
    if (each.last_run) object.set("last_run", base::iso8601(*each.last_run));
    if (each.next_run) object.set("next_run", base::iso8601(*each.next_run));
    if (!each.trouble.empty()) object.set("trouble", each.trouble);
    if (!each.role_arn.empty()) object.set("role_arn", each.role_arn);
    if (each.token_expires) {
      object.set("token_expires", base::iso8601(*each.token_expires));
      object.set("token_expires_in_s", base::to_seconds(*each.token_expires) - base::to_seconds(now));
    }
    if (each.environment_expires) object.set("environment_expires", base::iso8601(*each.environment_expires));
    services.emplace_back(std::move(object));
  }
  return json::Object{{"services", std::move(services)}};
}

}  // namespace platform

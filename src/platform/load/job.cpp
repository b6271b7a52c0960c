#include "platform/load/job.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "kube/schedule.h"

namespace platform {
namespace {

using json::Value;

constexpr std::pair<std::string_view, JobEvent> kEvents[] = {
    {"on_start", JobEvent::start}, {"on_stop", JobEvent::stop}, {"on_delete", JobEvent::remove}};

std::string_view default_stage(ServiceType type) {
  switch (type) {
    case ServiceType::application:
      return "applications";
    case ServiceType::lifecycle_job:
    case ServiceType::cron_job:
      return "jobs";
    case ServiceType::database:
      return "databases";
    case ServiceType::container:
      break;
  }
  return "containers";
}

void refuse(const Value& service, std::initializer_list<std::string_view> keys, std::string_view why,
            base::Diagnostics& diagnostics) {
  for (std::string_view key : keys) {
    const Value* value = service.find(key);
    if (value) diagnostics.error("misplaced-key", value->span, fmt::format("`{}` {}", key, why));
  }
}

void load_schedule(const json::Member& member, CronJob& cron, base::Diagnostics& diagnostics) {
  const Value* schedule = member.value.find("schedule");
  if (!schedule) {
    diagnostics.error("missing-key", member.name_span,
                      fmt::format("cron job `{}` has no `schedule`", member.name),
                      "give it one, such as `schedule: \"*/5 * * * *\"`, every five minutes");
  } else if (schedule->is_string()) {
    cron.schedule = base::trim(schedule->as_string());
    auto parsed = kube::Schedule::parse(cron.schedule);
    if (!parsed)
      diagnostics.error("bad-schedule", schedule->span,
                        fmt::format("the schedule `{}` cannot be read: {}", cron.schedule.substr(0, 80),
                                    parsed.error().message),
                        parsed.error().hint);
  }
}

}  // namespace

std::vector<std::string> load_stages(const Value& environment) {
  std::vector<std::string> stages = environment.strings_at("stages");
  if (stages.empty()) return {"databases", "jobs", "containers", "applications"};
  return stages;
}

ServiceType load_type(const Value& service) {
  std::string_view type = service.string_or("type", "");
  if (type == "lifecycle_job") return ServiceType::lifecycle_job;
  if (type == "database") return ServiceType::database;
  if (type == "cron_job") return ServiceType::cron_job;
  return type == "application" ? ServiceType::application : ServiceType::container;
}

size_t load_stage(const json::Member& service, ServiceType type, const std::vector<std::string>& stages,
                  base::Diagnostics& diagnostics) {
  const Value* given = service.value.find("stage");
  std::string wanted(given && given->is_string() ? given->as_string() : default_stage(type));
  auto found = std::find(stages.begin(), stages.end(), wanted);
  if (found != stages.end()) return static_cast<size_t>(found - stages.begin());
  if (given) {
    auto meant = base::did_you_mean(wanted, stages);
    diagnostics.error("unknown-stage", given->span, fmt::format("the environment has no stage `{}`", wanted),
                      meant ? fmt::format("did you mean `{}`?", *meant)
                            : fmt::format("there is: {}", base::join(stages, ", ")));
  } else {
    diagnostics.error("missing-key", service.name_span,
                      fmt::format("service `{}` needs `stage`: the environment's `stages` have no `{}`",
                                  service.name, wanted),
                      fmt::format("there is: {}", base::join(stages, ", ")));
  }
  return 0;
}

std::optional<LifecycleJob> load_job(const json::Member& service, ServiceType type,
                                     base::Diagnostics& diagnostics) {
  if (type != ServiceType::lifecycle_job) {
    refuse(service.value, {"on_start", "on_stop", "on_delete"}, "goes with `type: lifecycle_job`",
           diagnostics);
    if (type != ServiceType::cron_job)
      refuse(service.value, {"max_restarts", "max_duration"},
             "goes with `type: lifecycle_job` and `type: cron_job`", diagnostics);
    return std::nullopt;
  }
  refuse(service.value, {"instances", "command"},
         "is not for a lifecycle job, which runs `entrypoint` and `arguments` of its events", diagnostics);
  LifecycleJob job;
  job.max_restarts = static_cast<int>(service.value.int_or("max_restarts", job.max_restarts));
  job.max_duration_s = service.value.int_or("max_duration", job.max_duration_s);
  for (auto [key, event] : kEvents) {
    const Value* run = service.value.find(key);
    if (run) job.events[event] = {run->strings_at("entrypoint"), run->strings_at("arguments")};
  }
  if (job.events.empty()) {
    diagnostics.error(
        "missing-key", service.name_span, fmt::format("lifecycle job `{}` has no event", service.name),
        "give it `on_start`, `on_stop` or `on_delete`, such as `on_start: { arguments: [start] }`");
  }
  return job;
}

void load_cron(const json::Member& member, const blueprint::Cluster& cluster, Service& service,
               base::Diagnostics& diagnostics) {
  static const Value kNone = json::Object();
  const Value* given = member.value.find("settings");
  const Value& settings = given ? *given : kNone;
  if (service.type != ServiceType::cron_job) {
    std::string_view why = "goes with `type: cron_job`";
    refuse(member.value, {"schedule", "timezone", "entrypoint", "arguments"}, why, diagnostics);
    return refuse(settings,
                  {"cronjob.concurrency_policy", "cronjob.failed_jobs_history_limit",
                   "cronjob.success_jobs_history_limit"},
                  why, diagnostics);
  }
  refuse(member.value, {"instances", "command"},
         "is not for a cron job, which runs its `entrypoint` and `arguments`", diagnostics);
  if (!cluster.name.empty() && !cluster.is_kubernetes()) {
    diagnostics.error(
        "cron-needs-kubernetes", member.value.find("type")->span,
        fmt::format("cron jobs run on Kubernetes, and the services of cluster `{}` do not", cluster.name),
        "give the cluster `kubernetes: local` or `kubeconfig: PATH`");
  }
  service.entrypoint = member.value.strings_at("entrypoint");
  service.command = member.value.strings_at("arguments");
  CronJob cron;
  load_schedule(member, cron, diagnostics);
  cron.timezone = member.value.string_or("timezone", cron.timezone);
  cron.concurrency = settings.string_or("cronjob.concurrency_policy", cron.concurrency);
  cron.failed_runs_kept = static_cast<int>(settings.int_or("cronjob.failed_jobs_history_limit", 1));
  cron.successful_runs_kept = static_cast<int>(settings.int_or("cronjob.success_jobs_history_limit", 1));
  cron.max_restarts = static_cast<int>(member.value.int_or("max_restarts", cron.max_restarts));
  cron.max_duration_s = member.value.int_or("max_duration", cron.max_duration_s);
  service.cron = std::move(cron);
}

}  // namespace platform

// How a status is told: to a person, and to programs.
#include <fmt/core.h>

#include "base/text.h"
#include "blueprint/trust/names.h"
#include "platform/command/status.h"
#include "runtime/token/facts.h"

namespace platform {
namespace {

std::string schedule_text(const ServiceStatus& status, base::Time now) {
  if (status.is_stopped)
    return fmt::format("  schedule   {} {}, stopped, {}\n", status.schedule, status.timezone, status.runtime);
  std::string next = status.next_run ? ", next " + runtime::expiry_text(*status.next_run, now) : "";
  std::string out =
      fmt::format("  schedule   {} {}{}, {}\n", status.schedule, status.timezone, next, status.runtime);
  std::string end = status.running > 0        ? "runs"
                    : !status.trouble.empty() ? "failed: " + status.trouble
                                              : "succeeded";
  if (status.last_run)
    return out + fmt::format("  last run   {}, {}\n", runtime::expiry_text(*status.last_run, now), end);
  return out + fmt::format("  last run   {}\n", status.trouble.empty() ? "none yet" : status.trouble);
}

std::string instances_text(const ServiceStatus& status) {
  if (status.is_stopped && status.running == 0 && status.trouble.empty())
    return fmt::format("  instances  stopped, {}\n", status.runtime);
  std::string ready = status.ready < status.running ? fmt::format(", {} ready", status.ready) : "";
  return fmt::format("  instances  {} of {} running{}, {}{}\n", status.running, status.wanted, ready,
                     status.runtime, status.trouble.empty() ? "" : ": " + status.trouble);
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
  if (status.runtime == blueprint::kKubernetes)
    return fmt::format("  role       {}\n  token      the kubelet keeps it fresh\n", status.role_arn);
  std::string token = status.token_expires
                          ? fmt::format("expires {} ({})", runtime::expiry_text(*status.token_expires, now),
                                        base::iso8601(*status.token_expires))
                          : "none: run `slipway up` again";
  return fmt::format("  role       {}\n  token      {}\n", status.role_arn, token);
}

std::string environment_text(base::Time expires, base::Time now) {
  if (expires <= now)
    return fmt::format("  expired    {}: `slipway down --expired` removes it\n",
                       runtime::expiry_text(expires, now));
  return fmt::format("  expires    {} ({}), with its environment\n", runtime::expiry_text(expires, now),
                     base::iso8601(expires));
}

std::string render_service(const ServiceStatus& service, base::Time now) {
  std::string out = fmt::format("{}/{}/{}\n", service.project, service.environment, service.service);
  out += !service.schedule.empty() ? schedule_text(service, now)
         : service.is_job          ? job_text(service)
                                   : instances_text(service);
  out += fmt::format("  namespace  {} on cluster {}\n", service.namespace_name, service.cluster);
  out += identity_text(service, now);
  if (service.environment_expires) out += environment_text(*service.environment_expires, now);
  return out;
}

std::string render_unfinished(const Status::Unfinished& unfinished) {
  const EnvironmentState& state = unfinished.environment;
  std::string out = fmt::format("{}\n", state.title());
  out += "  services   none: `slipway up` makes them, `slipway down` removes what is left\n";
  out += fmt::format("  namespace  {} on cluster {}\n", state.namespace_name, state.cluster.name);
  for (const std::string& each : unfinished.left) out += fmt::format("  left       {}\n", each);
  return out;
}

json::Object service_json(const ServiceStatus& each, base::Time now) {
  json::Object object{{"organization", each.organization}, {"project", each.project},
                      {"environment", each.environment},   {"service", each.service},
                      {"namespace", each.namespace_name},  {"cluster", each.cluster},
                      {"runtime", each.runtime},           {"instances_wanted", each.wanted},
                      {"instances_running", each.running}};
  if (!each.is_job && each.schedule.empty()) object.set("instances_ready", each.ready);
  if (each.is_stopped) object.set("stopped", true);
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
  return object;
}

json::Object unfinished_json(const Status::Unfinished& unfinished) {
  const EnvironmentState& state = unfinished.environment;
  return json::Object{{"organization", state.organization},
                      {"project", state.project},
                      {"environment", state.name},
                      {"namespace", state.namespace_name},
                      {"cluster", state.cluster.name},
                      {"left", json::Array(unfinished.left.begin(), unfinished.left.end())}};
}

}  // namespace

std::string render(const Status& status, base::Time now) {
  if (status.services.empty() && status.unfinished.empty())
    return "nothing is deployed from this machine; `slipway up FILE` deploys\n";
  std::vector<std::string> parts;
  for (const ServiceStatus& each : status.services) parts.push_back(render_service(each, now));
  for (const Status::Unfinished& each : status.unfinished) parts.push_back(render_unfinished(each));
  return base::join(parts, "\n");
}

json::Value to_json(const Status& status, base::Time now) {
  json::Array services;
  for (const ServiceStatus& each : status.services) services.emplace_back(service_json(each, now));
  json::Array unfinished;
  for (const Status::Unfinished& each : status.unfinished) unfinished.emplace_back(unfinished_json(each));
  return json::Object{{"services", std::move(services)}, {"unfinished", std::move(unfinished)}};
}

}  // namespace platform

#include "platform/load/workload.h"

#include <fmt/core.h>

#include "base/text.h"
#include "kube/cpu_amount.h"

namespace platform {
namespace {

using json::Value;
using runtime::Port;
using runtime::Probe;
using runtime::Workload;

constexpr int64_t kMinCpu = 10;  // in thousandths: the kernel gives time in slices of a hundredth of a second
constexpr std::string_view kUpdate = "deployment.update_strategy.";
constexpr std::string_view kMaxUnavailable =
    "deployment.update_strategy.rolling_update.max_unavailable_percent";
constexpr std::string_view kMaxSurge = "deployment.update_strategy.rolling_update.max_surge_percent";

void load_cpu(const Value& service, const yaml::Document& document, Workload& workload,
              base::Diagnostics& diagnostics) {
  const Value* cpu = service.find("cpu");
  if (!cpu || !(cpu->is_string() || cpu->is_number())) return;
  std::string written = document.text_of(*cpu);
  auto milli = kube::parse_cpu(written);
  if (milli && *milli >= kMinCpu) {
    workload.cpu_milli = *milli;
    return;
  }
  diagnostics.error("bad-cpu", cpu->span,
                    fmt::format("`cpu` is `{}`, expected an amount of at least 10m, such as `500m` (half a "
                                "CPU), `0.5` or `2`",
                                written.substr(0, 40)));
}

void load_ports(const Value& service, Workload& workload, base::Diagnostics& diagnostics) {
  const Value* list = service.find("ports");
  if (!list || !list->is_array()) return;
  for (const Value& each : list->as_array()) {
    Port port;
    port.number = static_cast<int>(each.is_int() ? each.as_int() : each.int_or("port", 0));
    if (port.number == 0) continue;  // the schema has said why
    std::string number_name = fmt::format("p{}", port.number);
    port.name = each.string_or("name", number_name);
    port.is_udp = each.string_or("protocol", "tcp") == "udp";
    for (const Port& other : workload.ports) {
      bool same_number = other.number == port.number && other.is_udp == port.is_udp;
      if (!same_number && other.name != port.name) continue;
      diagnostics.error("duplicate-port", each.span,
                        same_number ? fmt::format("port {} stands twice in `ports`", port.number)
                                    : fmt::format("two of `ports` have the name `{}`", port.name));
    }
    workload.ports.push_back(std::move(port));
  }
}

std::optional<Probe> load_probe(const Value& service, std::string_view name, base::Diagnostics& diagnostics) {
  const Value* value = service.find(name);
  if (!value || !value->is_object()) return std::nullopt;
  Probe probe;
  int kinds = 0;
  if (const Value* http = value->find("http")) {
    ++kinds;
    probe.kind = Probe::Kind::http;
    probe.port = static_cast<int>(http->int_or("port", 0));
    probe.path = http->string_or("path", "/");
    probe.is_https = http->string_or("scheme", "http") == "https";
  }
  if (const Value* tcp = value->find("tcp")) {
    ++kinds;
    probe.kind = Probe::Kind::tcp;
    probe.port = static_cast<int>(tcp->int_or("port", 0));
  }
  if (value->find("exec")) {
    ++kinds;
    probe.kind = Probe::Kind::exec;
    probe.command = value->strings_at("exec");
  }
  if (kinds != 1) {
    diagnostics.error("probe-kind", value->span,
                      fmt::format("`{}` {}, expected one of `http`, `tcp` and `exec`", name,
                                  kinds == 0 ? "says not what to ask" : "asks in more than one way"),
                      "such as `http: { port: 8080, path: /healthz }`");
  }
  auto take = [&](std::string_view key, int& member) {
    member = static_cast<int>(value->int_or(key, member));
  };
  take("initial_delay", probe.initial_delay_s);
  take("period", probe.period_s);
  take("timeout", probe.timeout_s);
  take("success_threshold", probe.success_threshold);
  take("failure_threshold", probe.failure_threshold);
  if (name == "liveness" && probe.success_threshold != 1) {
    diagnostics.error("out-of-range", value->find("success_threshold")->span,
                      "`success_threshold` of `liveness` can only be 1");
  }
  return probe;
}

void load_update(const Value& settings, Workload& workload, base::Diagnostics& diagnostics) {
  runtime::Update& update = workload.update;
  update.recreates = settings.string_or("deployment.update_strategy.type", "") == "Recreate";
  auto percent = [&](std::string_view name, int fallback) {
    return static_cast<int>(settings.int_or(name, fallback));
  };
  update.max_unavailable_percent = percent(kMaxUnavailable, update.max_unavailable_percent);
  update.max_surge_percent = percent(kMaxSurge, update.max_surge_percent);
  if (update.max_unavailable_percent > 0 || update.max_surge_percent > 0) return;
  diagnostics.error("no-way-to-update", settings.find(kMaxUnavailable)->span,
                    fmt::format("both `{}` and `{}` are 0, so that an update could neither end an instance "
                                "nor begin one",
                                kMaxUnavailable, kMaxSurge),
                    "give one of them at least 1");
}

void load_settings(const Value& settings, Workload& workload, base::Diagnostics& diagnostics) {
  workload.stop_grace_s =
      static_cast<int>(settings.int_or("deployment.termination_grace_period_seconds", workload.stop_grace_s));
  workload.mounts_service_account_token = settings.bool_or("security.automount_service_account_token", false);
  workload.has_read_only_root = settings.bool_or("security.read_only_root_filesystem", false);
  workload.post_start = settings.strings_at("deployment.lifecycle.post_start_exec_command");
  workload.pre_stop = settings.strings_at("deployment.lifecycle.pre_stop_exec_command");
  load_update(settings, workload, diagnostics);
}

// A job has no instances that go on.
void refuse_for_job(const Value& service, base::Diagnostics& diagnostics) {
  for (std::string_view key : {"ports", "liveness", "readiness"}) {
    if (const Value* value = service.find(key))
      diagnostics.error("misplaced-key", value->span, fmt::format("`{}` is not for a job", key));
  }
  const Value* settings = service.find("settings");
  if (!settings || !settings->is_object()) return;
  for (const json::Member& setting : settings->as_object()) {
    if (setting.name.starts_with(kUpdate))
      diagnostics.error("misplaced-key", setting.name_span,
                        fmt::format("`{}` is not for a job", setting.name));
  }
}

}  // namespace

Workload load_workload(const json::Member& service, ServiceType type, const yaml::Document& document,
                       base::Diagnostics& diagnostics) {
  Workload workload;
  bool is_job = type == ServiceType::lifecycle_job || type == ServiceType::cron_job;
  if (is_job) refuse_for_job(service.value, diagnostics);
  load_cpu(service.value, document, workload, diagnostics);
  load_ports(service.value, workload, diagnostics);
  workload.liveness = load_probe(service.value, "liveness", diagnostics);
  workload.readiness = load_probe(service.value, "readiness", diagnostics);
  if (const Value* settings = service.value.find("settings")) load_settings(*settings, workload, diagnostics);
  return workload;
}

}  // namespace platform

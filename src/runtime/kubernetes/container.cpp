#include "runtime/kubernetes/container.h"

#include <fmt/core.h>

#include "base/encoding.h"
#include "crypto/digest.h"

namespace runtime {
namespace {

using json::Array;
using json::Object;
using json::Value;

// As Kubernetes has it run: in commands, arguments and probes, but not in lifecycle hooks, it puts a variable
// in the place of $(NAME), and $ in that of $$ (Container v1, `command`).
Value verbatim(const std::vector<std::string>& command) {
  Array words;
  for (const std::string& word : command) {
    std::string escaped;
    for (char c : word) escaped.append(c == '$' ? 2 : 1, c);
    words.emplace_back(std::move(escaped));
  }
  return words;
}

// The same figures twice: who asks for no more than its limit is the last to be ended where memory is short.
Object resources_of(const ServiceSpec& service) {
  Object limits{{"memory", std::to_string(service.memory_bytes)}};
  if (service.workload.cpu_milli > 0) limits.append({"cpu", fmt::format("{}m", service.workload.cpu_milli)});
  return Object{{"limits", limits}, {"requests", limits}};
}

Array ports_of(const Workload& workload) {
  Array ports;
  for (const Port& port : workload.ports) {
    ports.emplace_back(
        Object{{"name", port.name}, {"containerPort", port.number}, {"protocol", protocol_of(port)}});
  }
  return ports;
}

Object exec_of(Value command) {
  return Object{{"exec", Object{{"command", std::move(command)}}}};
}

Object question_of(const Probe& probe) {
  switch (probe.kind) {
    case Probe::Kind::http:
      return Object{{"httpGet", Object{{"port", probe.port},
                                       {"path", probe.path},
                                       {"scheme", probe.is_https ? "HTTPS" : "HTTP"}}}};
    case Probe::Kind::tcp:
      return Object{{"tcpSocket", Object{{"port", probe.port}}}};
    case Probe::Kind::exec:
      break;
  }
  return exec_of(verbatim(probe.command));
}

Object probe_of(const Probe& probe) {
  Object result = question_of(probe);
  result.append({"initialDelaySeconds", probe.initial_delay_s});
  result.append({"periodSeconds", probe.period_s});
  result.append({"timeoutSeconds", probe.timeout_s});
  result.append({"successThreshold", probe.success_threshold});
  result.append({"failureThreshold", probe.failure_threshold});
  return result;
}

void add_workload(const Workload& workload, Object& container) {
  if (!workload.ports.empty()) container.append({"ports", ports_of(workload)});
  if (workload.liveness) container.append({"livenessProbe", probe_of(*workload.liveness)});
  if (workload.readiness) container.append({"readinessProbe", probe_of(*workload.readiness)});
  if (workload.has_read_only_root)
    container.append({"securityContext", Object{{"readOnlyRootFilesystem", true}}});
  auto hook = [](const std::vector<std::string>& command) {
    return exec_of(Array(command.begin(), command.end()));
  };
  Object lifecycle;
  if (!workload.post_start.empty()) lifecycle.append({"postStart", hook(workload.post_start)});
  if (!workload.pre_stop.empty()) lifecycle.append({"preStop", hook(workload.pre_stop)});
  if (!lifecycle.empty()) container.append({"lifecycle", std::move(lifecycle)});
}

// Paths in names: what differs in paths must differ there too, and no longer than a name may be.
std::string digest_of(const std::string& path) {
  return base::hex(crypto::sha256(path)).substr(0, 8);
}

}  // namespace

std::string file_secret_name(const ServiceSpec& service, const std::string& path) {
  return fmt::format("{}-file-{}", service.name, digest_of(path));
}

void add_to(Object& object, std::string_view list, Value value) {
  if (!object.contains(list)) object.set(list, Array());
  object.find(list)->as_array().push_back(std::move(value));
}

std::string_view protocol_of(const Port& port) {
  return port.is_udp ? "UDP" : "TCP";
}

// Only the variables of the service: no addresses of other Services.
Object container_of(const ServiceSpec& service) {
  Object from{{"secretRef", Object{{"name", service.name}}}};
  Object container{{"name", service.name},
                   {"image", service.image},
                   {"imagePullPolicy", "IfNotPresent"},
                   {"envFrom", Array{Value(std::move(from))}},
                   {"resources", resources_of(service)}};
  // Kubernetes' words for them: its command stands in the place of the image's entrypoint.
  if (!service.entrypoint.empty()) container.append({"command", verbatim(service.entrypoint)});
  if (!service.command.empty()) container.append({"args", verbatim(service.command)});
  add_workload(service.workload, container);
  for (const auto& [path, content] : service.files) {
    add_to(container, "volumeMounts",
           Object{{"name", "file-" + digest_of(path)},
                  {"mountPath", path},
                  {"subPath", kFileKey},
                  {"readOnly", true}});
  }
  return container;
}

Object pod_spec(const ServiceSpec& service, bool mounts_token) {
  Object spec{{"enableServiceLinks", false},
              {"automountServiceAccountToken", mounts_token},
              {"terminationGracePeriodSeconds", service.workload.stop_grace_s}};
  if (!service.service_account.empty()) spec.append({"serviceAccountName", service.service_account});
  for (const auto& [path, content] : service.files) {
    Object secret{{"secretName", file_secret_name(service, path)}};
    add_to(spec, "volumes", Object{{"name", "file-" + digest_of(path)}, {"secret", std::move(secret)}});
  }
  return spec;
}

}  // namespace runtime

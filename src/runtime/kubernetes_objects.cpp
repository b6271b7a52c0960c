#include "runtime/kubernetes_objects.h"

#include <fmt/core.h>

#include "base/encoding.h"
#include "kube/object.h"

namespace runtime {
namespace {

using json::Array;
using json::Object;
using json::Value;

constexpr std::string_view kDone = ".slipway-has-read";  // in the output folder

Value texts(const std::vector<std::string>& list) {
  Array array;
  for (const std::string& text : list) array.emplace_back(text);
  return array;
}

Object labels_of(const Service& service) {
  return Object{{std::string(kManagedBy), kManager}, {std::string(kServiceLabel), service.name}};
}

Object metadata_of(const Service& service) {
  return Object{
      {"name", service.name}, {"namespace", service.namespace_name}, {"labels", labels_of(service)}};
}

// Only the variables of the service: no addresses of other Services.
Object container_of(const Service& service) {
  Object limits{{"memory", std::to_string(service.memory_bytes)}};
  Object from{{"secretRef", Object{{"name", service.name}}}};
  Object container{{"name", service.name},
                   {"image", service.image},
                   {"imagePullPolicy", "IfNotPresent"},
                   {"envFrom", Array{Value(std::move(from))}},
                   {"resources", Object{{"limits", limits}, {"requests", limits}}}};
  // Kubernetes' words for them: its command stands in the place of the image's entrypoint.
  if (!service.entrypoint.empty()) container.append({"command", texts(service.entrypoint)});
  if (!service.command.empty()) container.append({"args", texts(service.command)});
  return container;
}

Object pod_spec(const Service& service, std::chrono::seconds stop_grace, bool mounts_token) {
  Object spec{{"enableServiceLinks", false},
              {"automountServiceAccountToken", mounts_token},
              {"terminationGracePeriodSeconds", static_cast<int64_t>(stop_grace.count())}};
  if (!service.service_account.empty()) spec.append({"serviceAccountName", service.service_account});
  return spec;
}

// The pod ends with its last container, and only then its files go: this one waits until someone has read
// them. It runs in the job's own image, since no other is known to be in the cluster's reach.
Object output_container(const JobRun& run) {
  std::string wait = fmt::format("until [ -e {}/{} ]; do sleep 0.2; done", kOutputFolder, kDone);
  Object limits{{"memory", "33554432"}};
  Object mount{{"name", "outputs"}, {"mountPath", kOutputFolder}};
  return Object{{"name", kOutputContainer},
                {"image", run.service.image},
                {"imagePullPolicy", "IfNotPresent"},
                {"command", texts({"/bin/sh", "-c", wait})},
                {"volumeMounts", Array{Value(std::move(mount))}},
                {"resources", Object{{"limits", limits}, {"requests", limits}}}};
}

}  // namespace

kube::Target deployment_target(const std::string& namespace_name, const std::string& name) {
  return {"apps/v1", "Deployment", namespace_name, name};
}
kube::Target job_target(const std::string& namespace_name, const std::string& name) {
  return {"batch/v1", "Job", namespace_name, name};
}
kube::Target secret_target(const std::string& namespace_name, const std::string& name) {
  return {"v1", "Secret", namespace_name, name};
}
kube::Target pods_target(const std::string& namespace_name) {
  return {"v1", "Pod", namespace_name};
}

std::string pod_selector(const std::string& name) {
  std::string ours = fmt::format("{}={}", kManagedBy, kManager);
  return name.empty() ? fmt::format("{},{}", ours, kServiceLabel)
                      : fmt::format("{},{}={}", ours, kServiceLabel, name);
}

bool is_ours(const Value& object) {
  return kube::label_of(object, kManagedBy) == kManager && !kube::label_of(object, kServiceLabel).empty();
}

Value secret_object(const Service& service) {
  Object data;
  for (const auto& [name, value] : service.environment) data.append({name, base::base64(value)});
  return Object{{"apiVersion", "v1"},
                {"kind", "Secret"},
                {"metadata", metadata_of(service)},
                {"type", "Opaque"},
                {"data", std::move(data)}};
}

Value deployment_object(const Service& service, std::chrono::seconds stop_grace) {
  Object spec = pod_spec(service, stop_grace, false);
  spec.append({"containers", Array{Value(container_of(service))}});
  Object annotations{{std::string(kFingerprintAnnotation), service.fingerprint}};
  Object template_metadata{{"labels", labels_of(service)}, {"annotations", std::move(annotations)}};
  return Object{
      {"apiVersion", "apps/v1"},
      {"kind", "Deployment"},
      {"metadata", metadata_of(service)},
      {"spec",
       Object{{"replicas", service.instances},
              {"minReadySeconds", static_cast<int64_t>(kSettle.count())},
              {"revisionHistoryLimit", 2},
              {"selector", Object{{"matchLabels", labels_of(service)}}},
              {"strategy", Object{{"type", "RollingUpdate"},
                                  {"rollingUpdate", Object{{"maxSurge", "25%"}, {"maxUnavailable", "25%"}}}}},
              {"template", Object{{"metadata", std::move(template_metadata)}, {"spec", std::move(spec)}}}}}};
}

Value job_object(const JobRun& run, std::chrono::seconds stop_grace) {
  Object container = container_of(run.service);
  Object folder{{"name", kOutputVariable}, {"value", kOutputFolder}};
  container.append({"env", Array{Value(std::move(folder))}});
  Object mount{{"name", "outputs"}, {"mountPath", kOutputFolder}};
  container.append({"volumeMounts", Array{Value(std::move(mount))}});
  // Jobs with a service account of their own talk to the API server as it (facts/platform.md 1.7).
  Object spec = pod_spec(run.service, stop_grace, !run.service.service_account.empty());
  // Each try has a pod of its own, whose log stays until the job is removed.
  spec.append({"restartPolicy", "Never"});
  spec.append({"containers", Array{Value(std::move(container)), Value(output_container(run))}});
  Object volume{{"name", "outputs"}, {"emptyDir", Object()}};
  spec.append({"volumes", Array{Value(std::move(volume))}});
  return Object{{"apiVersion", "batch/v1"},
                {"kind", "Job"},
                {"metadata", metadata_of(run.service)},
                {"spec", Object{{"backoffLimit", run.max_restarts},
                                {"activeDeadlineSeconds", static_cast<int64_t>(run.max_duration.count())},
                                {"template", Object{{"metadata", Object{{"labels", labels_of(run.service)}}},
                                                    {"spec", std::move(spec)}}}}}};
}

std::vector<std::string> read_output_command() {
  // A link could lead anywhere, and a pipe would never end.
  return {"/bin/sh", "-c",
          fmt::format("f={0}/{1}; if [ -L \"$f\" ] || {{ [ -e \"$f\" ] && [ ! -f \"$f\" ]; }}; then r=1; "
                      "else [ ! -e \"$f\" ] || cat \"$f\"; r=0; fi; : > {0}/{2}; exit $r",
                      kOutputFolder, kOutputFile, kDone)};
}

}  // namespace runtime

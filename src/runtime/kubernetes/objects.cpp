#include "runtime/kubernetes/objects.h"

#include <fmt/core.h>

#include "base/encoding.h"
#include "kube/object.h"
#include "runtime/kubernetes/container.h"

namespace runtime {
namespace {

using json::Array;
using json::Object;
using json::Value;

constexpr std::string_view kDone = ".slipway-has-read";  // in the output folder

// By which we know our own, and its pods: of a Deployment, they can never change.
Object marks_of(const ServiceSpec& service) {
  return Object{{std::string(kManagedBy), kManager}, {std::string(kServiceLabel), service.name}};
}

Object labels_of(const ServiceSpec& service) {
  Object labels;
  for (const auto& [name, value] : service.labels) labels.append({name, value});
  for (const json::Member& mark : marks_of(service)) labels.set(mark.name, mark.value);
  return labels;
}

Object metadata_of(const ServiceSpec& service) {
  return Object{
      {"name", service.name}, {"namespace", service.namespace_name}, {"labels", labels_of(service)}};
}

Object pod_metadata(const ServiceSpec& service, Object annotations) {
  if (service.token_life_s != 0)
    annotations.append({std::string(kTokenLifeAnnotation), std::to_string(service.token_life_s)});
  Object metadata{{"labels", labels_of(service)}};
  if (!annotations.empty()) metadata.append({"annotations", std::move(annotations)});
  return metadata;
}

Value secret(Object metadata, Object data) {
  return Object{{"apiVersion", "v1"},
                {"kind", "Secret"},
                {"metadata", std::move(metadata)},
                {"type", kSecretType},
                {"data", std::move(data)}};
}

Object strategy_of(const Update& update) {
  // Kubernetes refuses figures beside it.
  if (update.recreates) return Object{{"type", "Recreate"}};
  auto percent = [](int number) { return fmt::format("{}%", number); };
  Object how{{"maxSurge", percent(update.max_surge_percent)},
             {"maxUnavailable", percent(update.max_unavailable_percent)}};
  return Object{{"type", "RollingUpdate"}, {"rollingUpdate", std::move(how)}};
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
                {"command", Array{"/bin/sh", "-c", wait}},
                {"volumeMounts", Array{Value(std::move(mount))}},
                {"resources", Object{{"limits", limits}, {"requests", limits}}}};
}

// Each try has a pod of its own, whose log stays until the job is removed.
Object job_spec(const ServiceSpec& service, int max_restarts, std::chrono::seconds max_duration, Object pod) {
  return Object{{"backoffLimit", max_restarts},
                {"activeDeadlineSeconds", static_cast<int64_t>(max_duration.count())},
                {"template", Object{{"metadata", pod_metadata(service, {})}, {"spec", std::move(pod)}}}};
}

}  // namespace

kube::Target deployment_target(const std::string& namespace_name, const std::string& name) {
  return {"apps/v1", "Deployment", namespace_name, name};
}
kube::Target job_target(const std::string& namespace_name, const std::string& name) {
  return {"batch/v1", "Job", namespace_name, name};
}
kube::Target cron_job_target(const std::string& namespace_name, const std::string& name) {
  return {"batch/v1", "CronJob", namespace_name, name};
}
kube::Target secret_target(const std::string& namespace_name, const std::string& name) {
  return {"v1", "Secret", namespace_name, name};
}
kube::Target service_target(const std::string& namespace_name, const std::string& name) {
  return {"v1", "Service", namespace_name, name};
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

std::vector<Value> secret_objects(const ServiceSpec& service) {
  Object data;
  for (const auto& [name, value] : service.environment) data.append({name, base::base64(value)});
  std::vector<Value> secrets = {secret(metadata_of(service), std::move(data))};
  for (const auto& [path, content] : service.files) {
    Object metadata = metadata_of(service);
    metadata.set("name", file_secret_name(service, path));
    secrets.push_back(secret(std::move(metadata), Object{{std::string(kFileKey), base::base64(content)}}));
  }
  return secrets;
}

Value service_object(const ServiceSpec& service) {
  Array ports;
  for (const Port& port : service.workload.ports) {
    ports.emplace_back(Object{{"name", port.name},
                              {"port", port.number},
                              {"targetPort", port.number},
                              {"protocol", protocol_of(port)}});
  }
  return Object{{"apiVersion", "v1"},
                {"kind", "Service"},
                {"metadata", metadata_of(service)},
                {"spec", Object{{"selector", marks_of(service)}, {"ports", std::move(ports)}}}};
}

Value deployment_object(const ServiceSpec& service) {
  Object spec = pod_spec(service, service.workload.mounts_service_account_token);
  spec.append({"containers", Array{Value(container_of(service))}});
  Object template_metadata =
      pod_metadata(service, {{std::string(kFingerprintAnnotation), service.fingerprint}});
  return Object{
      {"apiVersion", "apps/v1"},
      {"kind", "Deployment"},
      {"metadata", metadata_of(service)},
      {"spec",
       Object{{"replicas", service.instances},
              {"minReadySeconds", static_cast<int64_t>(kSettle.count())},
              {"revisionHistoryLimit", 2},
              {"selector", Object{{"matchLabels", marks_of(service)}}},
              {"strategy", strategy_of(service.workload.update)},
              {"template", Object{{"metadata", std::move(template_metadata)}, {"spec", std::move(spec)}}}}}};
}

Value job_object(const JobRun& run) {
  Object container = container_of(run.service);
  Object folder{{"name", kOutputVariable}, {"value", kOutputFolder}};
  container.append({"env", Array{Value(std::move(folder))}});
  Object mount{{"name", "outputs"}, {"mountPath", kOutputFolder}};
  add_to(container, "volumeMounts", std::move(mount));
  // Jobs with a service account of their own talk to the API server as it.
  bool talks_to_the_api = !run.service.service_account.empty();
  Object spec = pod_spec(run.service, talks_to_the_api || run.service.workload.mounts_service_account_token);
  spec.append({"restartPolicy", "Never"});
  spec.append({"containers", Array{Value(std::move(container)), Value(output_container(run))}});
  Object volume{{"name", "outputs"}, {"emptyDir", Object()}};
  add_to(spec, "volumes", std::move(volume));
  return Object{{"apiVersion", "batch/v1"},
                {"kind", "Job"},
                {"metadata", metadata_of(run.service)},
                {"spec", job_spec(run.service, run.max_restarts, run.max_duration, std::move(spec))}};
}

Value cron_job_object(const CronJob& job) {
  Object spec = pod_spec(job.service, job.service.workload.mounts_service_account_token);
  spec.append({"restartPolicy", "Never"});
  spec.append({"containers", Array{Value(container_of(job.service))}});
  Object run{{"metadata", Object{{"labels", labels_of(job.service)}}},
             {"spec", job_spec(job.service, job.max_restarts, job.max_duration, std::move(spec))}};
  Object metadata = metadata_of(job.service);
  metadata.append({"annotations", Object{{std::string(kFingerprintAnnotation), job.service.fingerprint}}});
  return Object{{"apiVersion", "batch/v1"},
                {"kind", "CronJob"},
                {"metadata", std::move(metadata)},
                {"spec", Object{{"schedule", job.schedule},
                                {"timeZone", job.timezone},
                                {"concurrencyPolicy", job.concurrency},
                                {"failedJobsHistoryLimit", job.failed_runs_kept},
                                {"successfulJobsHistoryLimit", job.successful_runs_kept},
                                {"jobTemplate", std::move(run)}}}};
}

std::vector<std::string> read_output_command() {
  // A link could lead anywhere, and a pipe would never end.
  return {"/bin/sh", "-c",
          fmt::format(
              "f={0}/{1}; r=0; if [ -L \"$f\" ] || {{ [ -e \"$f\" ] && [ ! -f \"$f\" ]; }}; then r={3}; "
              "else {{ [ ! -e \"$f\" ] || cat \"$f\"; }} && echo '{4}' || r={5}; fi; : > {0}/{2}; exit $r",
              kOutputFolder, kOutputFile, kDone, kNoRegularFile,
              kOutputsEnd.substr(0, kOutputsEnd.size() - 1), kNoRegularFile + 1)};
}

}  // namespace runtime

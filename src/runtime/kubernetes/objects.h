// What a service or a job is in Kubernetes. Pure: objects from values.
//
// ServiceSpec: a Secret with all of its variables, one for each of its files, a Deployment, and a ServiceSpec if it
// has ports. Job: the same Secrets, and a Job whose pod has a second container that keeps the outputs until
// they are read. Cron job: the Secrets, and a CronJob.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/json.h"
#include "kube/resource.h"
#include "runtime/cron.h"
#include "runtime/runtime.h"

namespace runtime {

// The marks by which we know our own again.
inline constexpr std::string_view kManagedBy = "app.kubernetes.io/managed-by";
inline constexpr std::string_view kManager = "slipway";
inline constexpr std::string_view kServiceLabel = "slipway.io/runs";
inline constexpr std::string_view kSecretType = "slipway.io/variables";
inline constexpr std::string_view kFingerprintAnnotation = "slipway.io/fingerprint";
// Of a pod: the webhook heeds it rather than the service account's own (README of amazon-eks-pod-identity-webhook).
inline constexpr std::string_view kTokenLifeAnnotation = "eks.amazonaws.com/token-expiration";
// How long an instance must stay up before it counts: kubelet looks once a second at what runs, so what fails
// at once has failed by then. Also what a rolling update waits for before it ends an old instance.
inline constexpr std::chrono::seconds kSettle{2};
// Of a job's pod, beside the one named after the service.
inline constexpr std::string_view kOutputContainer = "slipway-outputs";

kube::Target deployment_target(const std::string& namespace_name, const std::string& name);
kube::Target job_target(const std::string& namespace_name, const std::string& name);
kube::Target cron_job_target(const std::string& namespace_name, const std::string& name);
kube::Target secret_target(const std::string& namespace_name, const std::string& name);
kube::Target service_target(const std::string& namespace_name, const std::string& name);
kube::Target pods_target(const std::string& namespace_name);
// Selects the pods of one service; of all of them if `name` is empty.
std::string pod_selector(const std::string& name);

bool is_ours(const json::Value& object);

// The first is named after the service and has its variables; one more for each of its files.
std::vector<json::Value> secret_objects(const ServiceSpec& service);
// The name and the address by which others reach the ports of a service.
json::Value service_object(const ServiceSpec& service);
json::Value deployment_object(const ServiceSpec& service);
json::Value job_object(const JobRun& run);
json::Value cron_job_object(const CronJob& job);

// Run in kOutputContainer: prints the outputs and kOutputsEnd, and lets the pod end. Fails with
// kNoRegularFile, or with another exit code and words why the file could not be read.
inline constexpr std::string_view kOutputsEnd = "slipway-outputs-end\n";
inline constexpr int kNoRegularFile = 3;
std::vector<std::string> read_output_command();

}  // namespace runtime

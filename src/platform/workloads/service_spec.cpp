#include "platform/workloads/service_spec.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "net/url.h"
#include "platform/workloads/job_outputs.h"
#include "platform/workloads/service_environment.h"

namespace platform {
namespace {

std::string fingerprint(const runtime::ServiceSpec& service) {
  json::Object environment;
  for (const auto& [name, value] : service.environment) environment.append({name, value});
  json::Object all{{"image", service.image},
                   {"command", json::Array(service.command.begin(), service.command.end())},
                   {"memory", service.memory_bytes},
                   {"environment", environment},
                   {"token", service.token_folder}};
  if (!service.entrypoint.empty())
    all.set("entrypoint", json::Array(service.entrypoint.begin(), service.entrypoint.end()));
  if (!service.service_account.empty()) all.set("service_account", service.service_account);
  if (service.token_life_s != 0) all.set("token_life", service.token_life_s);
  json::Object files;
  for (const auto& [path, content] : service.files) files.append({path, content});
  if (!files.empty()) all.set("files", std::move(files));
  json::Value workload = runtime::to_json(service.workload);
  if (!workload.as_object().empty()) all.set("workload", std::move(workload));
  return base::hex(crypto::sha256(json::dump(all))).substr(0, 32);
}

// The account as a service reaches it: over the bridge of its containers or of its cluster. Empty: AWS itself.
std::string endpoint_for(const EnvironmentTarget& target, const runtime::Runtime& runtime) {
  const blueprint::AccountAccess& access = target.cluster->access;
  if (!target.state.cluster.is_kubernetes()) {
    bool over_bridge = runtime.uses_bridge() && !access.bridge_endpoint.empty();
    return over_bridge ? access.bridge_endpoint : access.endpoint;
  }
  // The API server of a cluster of this machine is at the machine's address on the cluster's bridge.
  auto account = net::Url::parse(access.endpoint);
  auto cluster = net::Url::parse(target.cluster->address.endpoint);
  bool beside_us = access.embedded && account && cluster;
  return beside_us ? fmt::format("http://{}:{}", cluster->host, account->port) : access.endpoint;
}

// By which people and other tools find what is an environment's or a service's (docs/services.md, "Labels").
std::map<std::string, std::string> labels_of(const EnvironmentTarget& target, const Service& service) {
  std::map<std::string, std::string> labels = target.owner(service.slug).labels();
  labels["envId"] = fmt::format("z{}", target.state.id.substr(0, 8));
  labels["qovery.com/environment-id"] = target.state.id;
  labels["qovery.com/service-id"] = base::lower(short_id(target.state, service.slug));
  labels["qovery.com/service-type"] = type_name(service.type);
  return labels;
}

}  // namespace

base::Result<runtime::ServiceSpec> runtime_service(EnvironmentTarget& target, const Service& service,
                                                   const runtime::Runtime& runtime, const Platform& platform,
                                                   Outputs outputs) {
  runtime::ServiceSpec result;
  result.namespace_name = target.state.namespace_name;
  result.name = service.slug;
  result.labels = labels_of(target, service);
  result.image = service.image;
  result.entrypoint = service.entrypoint;
  result.command = service.command;
  result.instances = service.instances;
  result.memory_bytes = service.memory_bytes;
  result.workload = service.workload;
  bool is_by_file = outputs == Outputs::left_out;
  auto identity = is_by_file && !service.permissions ? std::nullopt : target.identity(service);
  VariableValues job_outputs;
  if (!is_by_file) job_outputs = TRY(outputs_before(target, service, platform.home));
  ServiceSurroundings surroundings{*target.desired,
                                   target.state,
                                   endpoint_for(target, runtime),
                                   "",
                                   "",
                                   std::move(job_outputs),
                                   outputs != Outputs::known,
                                   internal_hosts(*target.desired, target.state, runtime)};
  if (target.state.cluster.is_kubernetes()) {
    // EKS's webhook gives the pod what its service account says.
    result.service_account =
        service.permissions ? service.permissions->service_account : service.named_service_account;
    if (identity) result.web_identity = {identity->role_arn, identity->audience};
    if (identity && identity->token_life_s != kDefaultTokenLife_s)
      result.token_life_s = identity->token_life_s;
  } else if (identity) {
    result.token_folder = platform.home.token_folder(result.namespace_name, service.slug);
    surroundings.role_arn = identity->role_arn;
    surroundings.token_file = runtime.token_path(result);
  }
  surroundings.file_place = [&](const std::string& path) { return runtime.file_path(result, path); };
  ResolvedVariables variables = TRY(service_environment(service, surroundings));
  result.environment = std::move(variables.values);
  result.files = std::move(variables.files);
  result.fingerprint = fingerprint(result);
  TRY(runtime::check_service(result));
  return result;
}

DeployedService deployed_service(const EnvironmentTarget& target, const Service& service,
                                 const runtime::ServiceSpec& wanted, std::string_view runtime) {
  DeployedService result;
  result.name = service.name;
  result.slug = service.slug;
  result.image = service.image;
  result.instances = service.instances;
  result.runtime = runtime;
  result.fingerprint = wanted.fingerprint;
  result.stop_grace_s = wanted.workload.stop_grace_s;
  result.is_job = service.job.has_value();
  if (service.cron) {
    result.schedule = service.cron->schedule;
    result.timezone = service.cron->timezone;
  }
  note_identity(target, service, result);
  return result;
}

void note_identity(const EnvironmentTarget& target, const Service& service, DeployedService& deployed) {
  Identity identity = target.identity(service).value_or(Identity{"", "", 0});
  deployed.role_arn = identity.role_arn;
  deployed.service_account = identity.service_account;
  deployed.token_life_s = identity.token_life_s;
  deployed.policies.clear();
  if (service.permissions) deployed.policies = service.permissions->policies;
}

base::Result<runtime::Runtime*> runtime_of(const EnvironmentTarget& target, const Platform& platform) {
  return platform.connections.runtime(target.state.cluster.runtime, target.state.cluster);
}

base::Status find_named_account(EnvironmentTarget& target, const Service& service, const Platform& platform,
                                std::vector<std::string>& warnings) {
  target.note_identity(service, std::nullopt);
  const std::string& name = service.named_service_account;
  std::string where = target.state.namespace_name;
  std::optional<blueprint::ServiceAccount> found;
  if (target.cluster->status == "ACTIVE") {
    blueprint::ClusterApi* api = TRY(target.cluster->api(platform.connections));
    found = TRY(api->find_service_account(where, name));
  }
  if (!found) {
    return tl::unexpected(base::Error{
        base::ErrorKind::not_found,
        fmt::format("`{}`: there is no service account `{}` in namespace {}", service.name, name, where),
        target.makes_namespace
            ? "`up` has yet to make the namespace: let a lifecycle job of an earlier stage make "
              "the account, or mend `security.service_account_name`"
            : "make it with kubectl, or with a lifecycle job of an earlier stage, or mend "
              "`security.service_account_name`"});
  }
  if (found->role_arn().empty()) {
    warnings.push_back(fmt::format("{}: service account {} has no annotation {}, so the service gets no role",
                                   service.name, name, blueprint::kRoleAnnotation));
    return {};
  }
  target.note_identity(
      service,
      Identity{.service_account = name, .role_arn = found->role_arn(), .audience = found->audience()});
  return {};
}

}  // namespace platform

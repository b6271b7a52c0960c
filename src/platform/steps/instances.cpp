#include "platform/steps/instances.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "net/url.h"
#include "platform/desired/cpu_amount.h"
#include "platform/desired/memory_size.h"
#include "platform/steps/job_outputs.h"
#include "platform/steps/service_environment.h"

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

std::string amounts(const Service& service) {
  std::string memory = memory_text(service.memory_bytes);
  int64_t cpu = service.workload.cpu_milli;
  return cpu == 0 ? memory : fmt::format("{} and {}", memory, cpu_text(cpu));
}

int running(const std::vector<runtime::Instance>& instances, const runtime::ServiceSpec& wanted) {
  return static_cast<int>(
      std::count_if(instances.begin(), instances.end(), [&](const runtime::Instance& each) {
        bool has_identity = wanted.web_identity.role_arn.empty() || each.web_identity == wanted.web_identity;
        return each.service == wanted.name && each.fingerprint == wanted.fingerprint && has_identity &&
               each.state != runtime::InstanceState::exited;
      }));
}

int total(const std::vector<runtime::Instance>& instances, const std::string& service) {
  return static_cast<int>(
      std::count_if(instances.begin(), instances.end(),
                    [&](const runtime::Instance& each) { return each.service == service; }));
}

base::Status deploy(EnvironmentTarget& target, const Service& service, runtime::Runtime& runtime,
                    runtime::Runtime* former, const Platform& platform, const Progress& progress) {
  base::Deadline deadline = base::Deadline::in(std::chrono::minutes(15));
  runtime::ServiceSpec wanted = TRY(runtime_service(target, service, runtime, platform, false));
  TRY(target.remember(platform.files, [&](EnvironmentState& state) {
    state.journal.intend("service", wanted.name, wanted.name).done = false;
  }));
  if (former) TRY(former->remove(wanted.namespace_name, wanted.name, deadline));
  TRY(target.remember_service(platform.files, deployed_service(target, service, wanted, runtime.name())));
  TRY(runtime.apply(wanted, progress, deadline));
  return target.remember(platform.files, [&](EnvironmentState& state) {
    state.journal.intend("service", wanted.name).done = true;
  });
}

// The account as a service reaches it: over the bridge of its containers or of its cluster. Empty: AWS itself.
std::string endpoint_for(const EnvironmentTarget& target, const runtime::Runtime& runtime) {
  const AccountAccess& access = target.cluster->access;
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
                                                   bool outputs_pending) {
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
  auto identity = target.identity(service);
  ServiceSurroundings surroundings{*target.desired,
                                   target.state,
                                   endpoint_for(target, runtime),
                                   "",
                                   "",
                                   TRY(outputs_before(target, service, platform.home)),
                                   outputs_pending,
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
  auto identity = target.identity(service);
  if (!identity) return result;
  result.role_arn = identity->role_arn;
  result.service_account = identity->service_account;
  result.token_life_s = identity->token_life_s;
  if (service.permissions) result.policies = service.permissions->policies;
  return result;
}

base::Deadline removal_deadline(const DeployedService& service) {
  return base::Deadline::in(std::chrono::minutes(2) + std::chrono::seconds(service.stop_grace_s));
}

base::Result<Step> plan_instances(EnvironmentTarget& target, const Service& service, const Platform& platform,
                                  bool after_jobs) {
  runtime::Runtime* runtime =
      TRY(platform.connections.runtime(target.state.cluster.runtime, target.state.cluster));
  runtime::ServiceSpec wanted = TRY(runtime_service(target, service, *runtime, platform, after_jobs));
  const DeployedService* before = target.state.find_service(service.slug);
  std::string moves_from = before && before->runtime != runtime->name() ? before->runtime : "";
  runtime::Runtime* former = nullptr;
  if (!moves_from.empty()) former = TRY(platform.connections.runtime(moves_from, target.state.cluster));

  Step step{Change::make,
            "service " + service.slug,
            fmt::format("{}, {} instance{}, {} each, {}", service.image, service.instances,
                        service.instances == 1 ? "" : "s", amounts(service), runtime->name()),
            {}};
  step.stage = service.stage;
  step.side_by_side = target.side_by_side(platform);
  step.apply = [&target, &service, runtime, former, &platform](const Progress& progress) {
    return deploy(target, service, *runtime, former, platform, progress);
  };
  const std::vector<runtime::Instance>& instances = *TRY(target.instances(*runtime));
  int there = total(instances, wanted.name);
  int right = running(instances, wanted);
  if (there == 0 && moves_from.empty()) return step;
  const JournalEntry* made = target.state.journal.find("service", wanted.name);
  if (right == service.instances && there == right && made && made->done) {
    target.state.put_service(deployed_service(target, service, wanted, runtime->name()));
    step.change = Change::keep;
    if (!after_jobs) step.apply = nullptr;
    if (after_jobs) step.detail += "; looked at again after the jobs";
    return step;
  }
  step.change = Change::change;
  step.detail += !moves_from.empty()          ? fmt::format("; moves from {}", moves_from)
                 : right < there              ? "; replaces what runs"
                 : right == service.instances ? "; an `up` before did not come to its end"
                                              : fmt::format("; {} run", right);
  return step;
}

}  // namespace platform

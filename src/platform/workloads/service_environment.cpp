#include "platform/workloads/service_environment.h"

#include <fmt/core.h>

#include "platform/workloads/job_outputs.h"

namespace platform {
namespace {

void set_default(VariableValues& values, const std::string& name, const std::string& value) {
  values.emplace(name, value);
}

void add_region(VariableValues& values, const std::string& region) {
  auto own = values.find("AWS_REGION");
  if (own == values.end()) own = values.find("AWS_DEFAULT_REGION");
  std::string chosen = own == values.end() ? region : own->second;
  set_default(values, "AWS_REGION", chosen);
  set_default(values, "AWS_DEFAULT_REGION", chosen);
}

void add_identity(VariableValues& values, const ServiceSurroundings& surroundings) {
  bool has_own = values.contains("AWS_ROLE_ARN") || values.contains("AWS_WEB_IDENTITY_TOKEN_FILE");
  if (!has_own) {
    values["AWS_ROLE_ARN"] = surroundings.role_arn;
    values["AWS_WEB_IDENTITY_TOKEN_FILE"] = surroundings.token_file;
  }
  add_region(values, surroundings.state.cluster.region);
  set_default(values, "AWS_STS_REGIONAL_ENDPOINTS", "regional");
}

// An account that is not AWS itself: also without an identity, so that no call goes astray to AWS.
void add_endpoint(VariableValues& values, const std::string& endpoint) {
  if (endpoint.empty()) return;
  set_default(values, "AWS_ENDPOINT_URL", endpoint);
  set_default(values, "AWS_EC2_METADATA_DISABLED", "true");
}

void add_pending_outputs(const std::vector<const Variables*>& scopes, VariableValues& built_ins) {
  for (const Variables* scope : scopes) {
    for (const Variable& variable : *scope) {
      if (variable.is_alias && variable.text.starts_with(kOutputPrefix))
        set_default(built_ins, variable.text, "");
    }
  }
}

}  // namespace

std::string type_name(ServiceType type) {
  switch (type) {
    case ServiceType::application:
      return "APPLICATION";
    case ServiceType::lifecycle_job:
    case ServiceType::cron_job:
      return "JOB";
    case ServiceType::database:
      return "DATABASE";
    case ServiceType::container:
      break;
  }
  return "CONTAINER";
}

VariableValues internal_hosts(const Environment& environment, const EnvironmentState& state,
                              const runtime::Runtime& runtime) {
  VariableValues result;
  for (const Service& service : environment.services) {
    if (service.workload.ports.empty()) continue;
    std::string host = runtime.host(state.namespace_name, service.slug);
    if (host.empty()) continue;
    for (const std::string& id : {short_id(state, service.slug), name_in_variables(service.slug)})
      result[fmt::format("QOVERY_{}_{}{}", type_name(service.type), id, kHostSuffix)] = host;
  }
  return result;
}

base::Result<ResolvedVariables> service_environment(const Service& service,
                                                    const ServiceSurroundings& surroundings) {
  const EnvironmentState& state = surroundings.state;
  VariableValues built_ins = built_in_variables({.project = state.project,
                                                 .environment = state.name,
                                                 .environment_id = state.id,
                                                 .service = service.name,
                                                 .service_type = type_name(service.type),
                                                 .namespace_name = state.namespace_name,
                                                 .cluster = state.cluster.name,
                                                 .region = state.cluster.region});
  built_ins.insert(surroundings.job_outputs.begin(), surroundings.job_outputs.end());
  built_ins.insert(surroundings.hosts.begin(), surroundings.hosts.end());
  std::vector<const Variables*> scopes = {&surroundings.environment.project_variables,
                                          &surroundings.environment.variables, &service.variables};
  if (surroundings.outputs_pending) add_pending_outputs(scopes, built_ins);
  ResolvedVariables result = TRY(resolve_variables(built_ins, scopes, surroundings.file_place));
  if (!surroundings.role_arn.empty()) add_identity(result.values, surroundings);
  add_endpoint(result.values, surroundings.endpoint);
  return result;
}

}  // namespace platform

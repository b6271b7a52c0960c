#include "platform/load/load.h"

#include <fmt/core.h>

#include "base/json.h"
#include "base/text.h"
#include "base/yaml.h"
#include "kube/memory_size.h"
#include "platform/load/described.h"
#include "platform/load/job.h"
#include "platform/load/names.h"
#include "platform/load/permissions.h"
#include "platform/load/schema.h"
#include "platform/load/state_place.h"
#include "platform/load/variables.h"
#include "platform/load/workload.h"

namespace platform {
namespace {

using json::Value;

constexpr int64_t kMinMemory = 4LL << 20;  // below, no container starts

// Goes through the document beside the schema's checks, so whatever does not fit the schema is passed over here.
class Loader {
 public:
  Loader(const yaml::Document& document, const ManagedPolicies& policies, base::Diagnostics& diagnostics)
      : document_(document), policies_(policies), diagnostics_(diagnostics) {}

  Configuration load() {
    const Value& document = document_.root();
    Configuration result;
    result.organization = document.string_or("organization", "");
    result.clusters = load_clusters(document, diagnostics_);
    check_clusters(document, result);
    const json::Object& projects = object_at(document, "projects");
    check_unique(projects, "project", diagnostics_);
    for (const json::Member& project : projects) load_project(project, result);
    return result;
  }

 private:
  void check_clusters(const Value& document, const Configuration& result) {
    check_projects(document, result, diagnostics_);
    check_state_places(document, diagnostics_);
    for (const json::Member& member : object_at(document, "clusters"))
      for (const blueprint::Cluster& cluster : result.clusters)
        if (cluster.name == member.name && cluster.is_described())
          check_described(member, *cluster.desired, diagnostics_);
  }

  void load_project(const json::Member& project, Configuration& result) {
    Variables variables = load_variables(project.value.find("variables"), document_, diagnostics_);
    const json::Object& environments = object_at(project.value, "environments");
    check_unique(environments, "environment", diagnostics_);
    for (const json::Member& member : environments) {
      Environment environment;
      environment.project = project.name;
      environment.name = member.name;
      environment.project_variables = variables;
      environment.variables = load_variables(member.value.find("variables"), document_, diagnostics_);
      environment.cluster = find_cluster(member.value.find("cluster"), result.clusters, diagnostics_);
      environment.stages = load_stages(member.value);
      const json::Object& services = object_at(member.value, "services");
      check_unique(services, "service", diagnostics_);
      service_accounts_ = {};
      for (const json::Member& service : services) load_service(service, environment);
      result.environments.push_back(std::move(environment));
    }
  }

  void load_service(const json::Member& member, Environment& environment) {
    Service service;
    service.name = member.name;
    service.slug = base::slug(member.name, 40);
    service.image = member.value.string_or("image", "");
    service.command = load_command(member.value);
    service.instances = static_cast<int>(member.value.int_or("instances", 1));
    load_memory(member.value, service);
    service.type = load_type(member.value);
    service.stage = load_stage(member, service.type, environment.stages, diagnostics_);
    service.job = load_job(member, service.type, diagnostics_);
    service.workload = load_workload(member, service.type, document_, diagnostics_);
    check_host(member, service);
    load_cron(member, environment.cluster, service, diagnostics_);
    service.variables = load_variables(member.value.find("variables"), document_, diagnostics_);
    check_variables({&environment.project_variables, &environment.variables, &service.variables},
                    diagnostics_);
    load_settings(member.value, service);
    const Value* aws = member.value.find("aws");
    if (aws && aws->is_object()) {
      service.permissions = load_permissions(*aws, service.slug, policies_, diagnostics_);
      service_accounts_.check(service.name, *service.permissions, aws->span, diagnostics_);
      shared_roles_.check(environment.cluster.name, environment.project, service.slug, *service.permissions,
                          aws->span, diagnostics_);
    }
    environment.services.push_back(std::move(service));
  }

  void load_settings(const Value& value, Service& service) {
    const Value* settings = value.find("settings");
    const Value* name = settings ? settings->find("security.service_account_name") : nullptr;
    if (!name || !name->is_string()) return;
    service.named_service_account = name->as_string();
    check_service_account_name(*name, diagnostics_);
    if (!value.find("aws")) return;
    diagnostics_.error("two-identities", name->span,
                       "the service has both `aws` and `security.service_account_name`, expected one of them",
                       "`aws`: Slipway makes the service account; the setting: somebody else does");
  }

  // A Service of Kubernetes is a name of its DNS (RFC 1035).
  void check_host(const json::Member& member, const Service& service) {
    if (service.workload.ports.empty() || service.slug.empty() || service.slug[0] > '9') return;
    diagnostics_.error(
        "bad-host", member.name_span,
        fmt::format("service `{}` has `ports`, so its name cannot begin with a digit", member.name),
        "others reach it by this name");
  }

  static std::vector<std::string> load_command(const Value& service) {
    const Value* command = service.find("command");
    if (command && command->is_string()) return {"sh", "-c", command->as_string()};
    return service.strings_at("command");
  }

  void load_memory(const Value& value, Service& service) {
    const Value* memory = value.find("memory");
    if (!memory || !(memory->is_string() || memory->is_number())) return;
    std::string text = document_.text_of(*memory);
    auto bytes = kube::parse_memory(text);
    if (bytes && *bytes >= kMinMemory) {
      service.memory_bytes = *bytes;
      return;
    }
    diagnostics_.error("bad-memory", memory->span,
                       fmt::format("`memory` is `{}`, expected an amount of at least 4MB, such as `128MB`, "
                                   "`512Mi` or `1GB`",
                                   text.substr(0, 40)));
  }

  const yaml::Document& document_;
  const ManagedPolicies& policies_;
  base::Diagnostics& diagnostics_;
  ServiceAccounts service_accounts_;  // of the environment that is being read
  SharedRoles shared_roles_;
};

}  // namespace

std::optional<Configuration> load_configuration(std::string_view text, const ManagedPolicies& policies,
                                                base::Diagnostics& diagnostics) {
  auto document = yaml::read(text, diagnostics);
  if (!document) return std::nullopt;
  static const Value kSchema = *json::parse(schema_text());
  check_against_schema(document->root(), kSchema, diagnostics);
  Configuration result = Loader(*document, policies, diagnostics).load();
  if (diagnostics.has_errors()) return std::nullopt;
  return result;
}

base::Result<Configuration> load_file(const std::string& path, const ManagedPolicies& policies) {
  return load_text(path, TRY(text_of_file(path)), policies);
}

base::Result<Configuration> load_text(const std::string& path, const std::string& text,
                                      const ManagedPolicies& policies) {
  return read_text(path, text, [&](std::string_view whole, base::Diagnostics& diagnostics) {
    return load_configuration(whole, policies, diagnostics);
  });
}

}  // namespace platform

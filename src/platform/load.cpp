#include "platform/load.h"

#include <fmt/core.h>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "base/yaml.h"
#include "platform/load_job.h"
#include "platform/load_permissions.h"
#include "platform/load_variables.h"
#include "platform/load_workload.h"
#include "platform/memory_size.h"
#include "platform/schema.h"

namespace platform {
namespace {

using json::Value;

constexpr int64_t kMinMemory = 4LL << 20;  // below, no container starts

// A member that is an object; else an empty one, since the schema has reported that already.
const json::Object& object_at(const Value& value, std::string_view name) {
  static const json::Object kNone;
  const Value* member = value.find(name);
  return member && member->is_object() ? member->as_object() : kNone;
}

const std::string* text_at(const Value& value, std::string_view name) {
  const Value* member = value.find(name);
  return member && member->is_string() ? &member->as_string() : nullptr;
}

// Goes through the document beside the schema's checks, so whatever does not fit the schema is passed over
// here.
class Loader {
 public:
  Loader(std::string_view text, const ManagedPolicies& policies, base::Diagnostics& diagnostics)
      : text_(text), policies_(policies), diagnostics_(diagnostics) {}

  Configuration load(const Value& document) {
    Configuration result;
    result.organization = document.string_or("organization", "");
    load_clusters(object_at(document, "clusters"));
    const json::Object& projects = object_at(document, "projects");
    check_unique(projects, "project");
    for (const json::Member& project : projects) load_project(project, result);
    result.clusters = std::move(clusters_);
    return result;
  }

 private:
  void load_clusters(const json::Object& clusters) {
    for (const json::Member& member : clusters) {
      Cluster cluster;
      cluster.name = member.name;
      cluster.region = member.value.string_or("region", "");
      cluster.runtime = member.value.string_or("runtime", "auto");
      if (const Value* account = member.value.find("account"); account && account->is_object()) {
        if (account->find("embedded") && account->find("endpoint")) {
          diagnostics_.error("ambiguous-account", account->span,
                             "`account` has both `embedded` and `endpoint`, expected one of them");
        }
        cluster.account = AccountReference::from_json(*account);
      }
      load_kubernetes(member.value, cluster);
      clusters_.push_back(std::move(cluster));
    }
  }

  void load_kubernetes(const Value& value, Cluster& cluster) {
    const Value* local = value.find("kubernetes");
    const Value* kubeconfig = value.find("kubeconfig");
    if (local || kubeconfig) cluster.runtime = kKubernetes;
    cluster.kubeconfig = value.string_or("kubeconfig", "");
    cluster.context = value.string_or("context", "");
    if (local && kubeconfig) {
      diagnostics_.error("two-clusters", kubeconfig->span,
                         "the cluster has both `kubernetes` and `kubeconfig`, expected one of them",
                         "`kubernetes: local` runs on this machine; `kubeconfig` names one that there is");
    }
    const Value* runtime = value.find("runtime");
    if (runtime && cluster.runtime == kKubernetes) {
      diagnostics_.error("runtime-of-kubernetes", runtime->span,
                         "`runtime` is for clusters without `kubernetes` and `kubeconfig`");
    }
    const Value* context = value.find("context");
    if (context && !kubeconfig) {
      diagnostics_.error("missing-key", context->span, "`context` needs `kubeconfig`, the file that has it");
    }
  }

  void load_project(const json::Member& project, Configuration& result) {
    Variables variables = load_variables(project.value.find("variables"), text_, diagnostics_);
    const json::Object& environments = object_at(project.value, "environments");
    check_unique(environments, "environment");
    for (const json::Member& member : environments) {
      Environment environment;
      environment.project = project.name;
      environment.name = member.name;
      environment.project_variables = variables;
      environment.variables = load_variables(member.value.find("variables"), text_, diagnostics_);
      environment.cluster = find_cluster(member.value.find("cluster"));
      environment.stages = load_stages(member.value);
      const json::Object& services = object_at(member.value, "services");
      check_unique(services, "service");
      service_accounts_ = {};
      for (const json::Member& service : services) load_service(service, environment);
      result.environments.push_back(std::move(environment));
    }
  }

  Cluster find_cluster(const Value* name) {
    if (!name || !name->is_string()) return {};
    std::vector<std::string> names;
    for (const Cluster& cluster : clusters_) {
      if (cluster.name == name->as_string()) return cluster;
      names.push_back(cluster.name);
    }
    auto meant = base::did_you_mean(name->as_string(), names);
    diagnostics_.error("unknown-cluster", name->span,
                       fmt::format("there is no cluster `{}` in `clusters`", name->as_string()),
                       meant ? fmt::format("did you mean `{}`?", *meant)
                             : fmt::format("there is: {}", base::join(names, ", ")));
    return {};
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
    service.workload = load_workload(member, service.type, text_, diagnostics_);
    check_host(member, service);
    load_cron(member, environment.cluster, service, diagnostics_);
    service.variables = load_variables(member.value.find("variables"), text_, diagnostics_);
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
    const std::string* text = text_at(value, "memory");
    if (!text) return;
    auto bytes = parse_memory(*text);
    if (bytes && *bytes >= kMinMemory) {
      service.memory_bytes = *bytes;
      return;
    }
    diagnostics_.error("bad-memory", value.find("memory")->span,
                       fmt::format("`memory` is `{}`, expected an amount of at least 4MB, such as `128MB`, "
                                   "`512Mi` or `1GB`",
                                   text->substr(0, 40)));
  }

  // Two names that differ only in what a slug leaves out would share a namespace's suffix, a role or a host
  // name.
  void check_unique(const json::Object& named, std::string_view kind) {
    std::map<std::string, const json::Member*> seen;
    for (const json::Member& member : named) {
      std::string slug = base::slug(member.name, member.name.size());
      if (slug.empty()) continue;
      auto [first, is_new] = seen.emplace(slug, &member);
      if (is_new) continue;
      diagnostics_.error(
          "duplicate-name", member.name_span,
          fmt::format("{} `{}` is too like {} `{}` (line {}): both are `{}` where names are "
                      "lower case",
                      kind, member.name, kind, first->second->name, first->second->name_span.line, slug));
    }
  }

  std::string_view text_;
  const ManagedPolicies& policies_;
  base::Diagnostics& diagnostics_;
  std::vector<Cluster> clusters_;
  ServiceAccounts service_accounts_;  // of the environment that is being read
  SharedRoles shared_roles_;
};

}  // namespace

json::Value AccountReference::to_json() const {
  if (kind == Kind::endpoint) return json::Object{{"endpoint", endpoint}};
  if (!name.empty()) return json::Object{{"embedded", name}};
  return "embedded";
}

AccountReference AccountReference::from_json(const Value& value) {
  AccountReference result;
  result.name = value.string_or("embedded", "");
  result.endpoint = value.string_or("endpoint", "");
  while (result.endpoint.ends_with('/')) result.endpoint.pop_back();
  if (!result.endpoint.empty()) result.kind = Kind::endpoint;
  return result;
}

json::Value Cluster::to_json() const {
  json::Object object{
      {"name", name}, {"region", region}, {"runtime", runtime}, {"account", account.to_json()}};
  if (!kubeconfig.empty()) object.set("kubeconfig", kubeconfig);
  if (!context.empty()) object.set("context", context);
  return object;
}

Cluster Cluster::from_json(const Value& value) {
  Cluster cluster;
  cluster.name = value.string_or("name", "");
  cluster.region = value.string_or("region", "");
  cluster.runtime = value.string_or("runtime", "auto");
  cluster.kubeconfig = value.string_or("kubeconfig", "");
  cluster.context = value.string_or("context", "");
  if (const Value* account = value.find("account")) cluster.account = AccountReference::from_json(*account);
  return cluster;
}

std::optional<Configuration> load_configuration(std::string_view text, const ManagedPolicies& policies,
                                                base::Diagnostics& diagnostics) {
  auto document = yaml::parse(text, diagnostics);
  if (!document) return std::nullopt;
  static const Value kSchema = *json::parse(schema_text());
  check_against_schema(*document, kSchema, diagnostics);
  Configuration result = Loader(text, policies, diagnostics).load(*document);
  if (diagnostics.has_errors()) return std::nullopt;
  return result;
}

base::Result<Configuration> load_file(const std::string& path, const ManagedPolicies& policies) {
  auto text = base::read_file(path, 1 << 20);
  if (!text) {
    base::Error error = text.error();
    error.kind =
        base::ErrorKind::invalid;  // the file that was named is wrong input, whatever is wrong with it
    return tl::unexpected(error);
  }
  base::Diagnostics diagnostics(path, *text);
  auto result = load_configuration(*text, policies, diagnostics);
  if (result) return *result;
  std::string message = diagnostics.render();
  if (message.ends_with('\n')) message.pop_back();
  return base::fail(base::ErrorKind::invalid, "{}", message);
}

}  // namespace platform

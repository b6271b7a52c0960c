#include "platform/workload_steps.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/encoding.h"
#include "base/file.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "platform/memory_size.h"
#include "platform/names.h"
#include "platform/roles.h"
#include "platform/service_environment.h"
#include "platform/token_facts.h"
#include "platform/trust_policy.h"
#include "runtime/token_file.h"

namespace platform {
namespace {

using base::ErrorKind;

Save saver(EnvironmentSite& site, const Platform& platform) {
  return [&site, &platform] { return platform.files.save(site.state); };
}

base::Status put_service_account(EnvironmentSite& site, const ServiceAccount& wanted,
                                 const std::string& service, const Platform& platform) {
  site.state.journal.intend("service-account", wanted.name, service);
  TRY(platform.files.save(site.state));
  ClusterApi* api = TRY(site.cluster->api(platform.connections));
  TRY(api->put_service_account(wanted));
  site.state.journal.intend("service-account", wanted.name).done = true;
  return platform.files.save(site.state);
}

// A service account of that name is there, and it is not ours.
base::Status judge_foreign(const ServiceAccount& found, const ServiceAccount& wanted, bool by_hand,
                           Step& step, std::vector<std::string>& warnings) {
  step.change = Change::keep;
  step.detail = "not made by Slipway";
  step.apply = nullptr;
  if (found.role_arn() == wanted.role_arn()) return {};
  std::string what = found.role_arn().empty() ? "has no role annotation"
                                              : fmt::format("is annotated with `{}`", found.role_arn());
  if (!by_hand) {
    return base::fail(ErrorKind::conflict, "service account `{}` in {} is not Slipway's, and {}", wanted.name,
                      wanted.namespace_name, what);
  }
  warnings.push_back(
      fmt::format("service account {} {}, while the file says `{}`", wanted.name, what, wanted.role_arn()));
  return {};
}

std::string fingerprint(const runtime::Service& service) {
  json::Object environment;
  for (const auto& [name, value] : service.environment) environment.append({name, value});
  json::Object all{{"image", service.image},
                   {"command", json::Array(service.command.begin(), service.command.end())},
                   {"memory", service.memory_bytes},
                   {"environment", environment},
                   {"token", service.token_folder}};
  return base::hex(crypto::sha256(json::dump(all))).substr(0, 32);
}

base::Result<runtime::Service> runtime_service(EnvironmentSite& site, const Service& service,
                                               const runtime::Runtime& runtime, const Platform& platform) {
  runtime::Service result;
  result.namespace_name = site.state.namespace_name;
  result.name = service.slug;
  result.image = service.image;
  result.command = service.command;
  result.instances = service.instances;
  result.memory_bytes = service.memory_bytes;
  std::string role = site.role_arn(service);
  if (!role.empty()) result.token_folder = platform.home.token_folder(result.namespace_name, service.slug);
  result.environment = TRY(
      service_environment(service, {*site.wish, site.state, site.cluster->access, role,
                                    role.empty() ? "" : runtime.token_path(result), runtime.uses_bridge()}));
  result.fingerprint = fingerprint(result);
  TRY(runtime::check_service(result));
  return result;
}

DeployedService deployed(const EnvironmentSite& site, const Service& service, const runtime::Service& wanted,
                         std::string_view runtime) {
  DeployedService result;
  result.name = service.name;
  result.slug = service.slug;
  result.image = service.image;
  result.instances = service.instances;
  result.runtime = runtime;
  result.fingerprint = wanted.fingerprint;
  if (!service.permissions) return result;
  result.role_arn = site.role_arn(service);
  result.service_account = service.permissions->service_account;
  result.token_life_s = service.permissions->token_life_s;
  result.policies = service.permissions->policies;
  return result;
}

int running(const std::vector<runtime::Instance>& instances, const std::string& service,
            const std::string& fingerprint) {
  return static_cast<int>(
      std::count_if(instances.begin(), instances.end(), [&](const runtime::Instance& each) {
        return each.service == service && each.fingerprint == fingerprint &&
               each.state != runtime::InstanceState::exited;
      }));
}

int total(const std::vector<runtime::Instance>& instances, const std::string& service) {
  return static_cast<int>(
      std::count_if(instances.begin(), instances.end(),
                    [&](const runtime::Instance& each) { return each.service == service; }));
}

// A role of cluster scope goes with the last environment of the cluster that uses it.
base::Status remove_service_role(EnvironmentSite& site, const Made& made, const Platform& platform) {
  const EnvironmentState& state = site.state;
  for (const EnvironmentState& other : TRY(platform.files.load_environments())) {
    bool is_same = other.project == state.project && other.name == state.name;
    if (!is_same && other.organization == state.organization && other.journal.find("role", made.name))
      return {};
  }
  Owner own = site.owner(made.service);
  Owner shared = own;
  shared.environment.clear();
  shared.cluster = site.cluster->owner().cluster;
  TRY(remove_role(*site.cluster->cloud, made.name, own.tags()));
  return remove_role(*site.cluster->cloud, made.name, shared.tags());
}

base::Status remove_service_account(EnvironmentSite& site, const Made& made, const Platform& platform) {
  if (site.cluster->status != "ACTIVE") return {};
  ClusterApi* api = TRY(site.cluster->api(platform.connections));
  auto found = TRY(api->find_service_account(site.state.namespace_name, made.name));
  if (!found || judge(found->labels, site.owner(made.service).labels()) != Ownership::ours) return {};
  return api->remove_service_account(site.state.namespace_name, made.name);
}

base::Status remove_namespace(EnvironmentSite& site, const Made& made, const Platform& platform) {
  if (site.cluster->status == "ACTIVE") {
    ClusterApi* api = TRY(site.cluster->api(platform.connections));
    auto found = TRY(api->find_namespace(made.name));
    bool ours = found && judge(found->labels, site.owner().labels()) == Ownership::ours;
    if (ours) TRY(api->remove_namespace(made.name));
  }
  return base::remove_all(platform.home.namespace_tokens(made.name));
}

// The intent is written before the service: where there is no service yet, nothing has started.
base::Status remove_instances(EnvironmentSite& site, const Made& made, const Platform& platform) {
  const DeployedService* service = site.state.find_service(made.name);
  if (!service) return {};
  runtime::Runtime* runtime = TRY(platform.connections.runtime(service->runtime));
  TRY(runtime->remove(site.state.namespace_name, made.name, base::Deadline::in(std::chrono::minutes(2))));
  site.state.erase_service(made.name);
  return {};
}

base::Status remove_token(const EnvironmentSite& site, const Made& made, const Platform& platform) {
  const std::string& namespace_name = site.state.namespace_name;
  TRY(platform.connections.forget_token(namespace_name, made.name));
  return runtime::remove_token(platform.home.token_folder(namespace_name, made.name));
}

}  // namespace

base::Result<Step> plan_service_role(EnvironmentSite& site, const Service& service,
                                     const Platform& platform) {
  const Permissions& permissions = *service.permissions;
  bool shared = permissions.scope == RoleScope::cluster;
  RoleWish wish;
  wish.name = site.role_name(service);
  wish.description = fmt::format("Service {} of {}, made by Slipway", service.slug,
                                 base::slug(shared ? site.state.project : site.state.title(), 100));
  wish.trust = [&site, permissions, shared] {
    return service_trust_policy({site.cluster->provider_arn(), issuer_key(site.cluster->issuer),
                                 shared ? "" : site.state.namespace_name, permissions.service_account});
  };
  wish.trust_is_known = !site.cluster->issuer.empty();
  wish.policies = permissions.policies;
  wish.tags = site.role_owner(service).tags();
  wish.journal_kind = "role";
  wish.service = service.slug;
  Step step = TRY(plan_role_step(*site.cluster->cloud, wish, site.state.journal, saver(site, platform)));
  if (step.change != Change::change) {
    step.detail = fmt::format("{}, for {}:{}", policy_names(permissions.policies),
                              shared ? "z*" : site.state.namespace_name, permissions.service_account);
  }
  return step;
}

base::Result<Step> plan_service_account(EnvironmentSite& site, const Service& service,
                                        const Platform& platform, std::vector<std::string>& warnings) {
  const Permissions& permissions = *service.permissions;
  ServiceAccount wanted{site.state.namespace_name,
                        permissions.service_account,
                        site.owner(service.slug).labels(),
                        {{std::string(kRoleAnnotation), site.role_arn(service)}}};
  Step step{Change::make, "service account " + wanted.name, "annotated with the role", {}};
  step.apply = [&site, wanted, slug = service.slug, &platform](const Progress&) {
    return put_service_account(site, wanted, slug, platform);
  };
  if (site.cluster->status != "ACTIVE") return step;
  ClusterApi* api = TRY(site.cluster->api(platform.connections));
  auto found = TRY(api->find_service_account(wanted.namespace_name, wanted.name));
  if (!found) return step;
  if (judge(found->labels, wanted.labels) == Ownership::nobodys) {
    TRY(judge_foreign(*found, wanted, !permissions.makes_role(), step, warnings));
    return step;
  }
  site.state.journal.intend("service-account", wanted.name, service.slug).done = true;
  if (found->role_arn() == wanted.role_arn()) {
    step.change = Change::keep;
    step.apply = nullptr;
  } else {
    step.change = Change::change;
    step.detail = found->role_arn().empty() ? "lacks its annotation"
                                            : fmt::format("was for {}", role_name_of(found->role_arn()));
  }
  return step;
}

base::Result<Step> plan_token(EnvironmentSite& site, const Service& service, const Platform& platform) {
  const Permissions& permissions = *service.permissions;
  std::string folder = platform.home.token_folder(site.state.namespace_name, service.slug);
  Step step{Change::make,
            "token of " + service.slug,
            fmt::format("lives {}, renewed at 80 %", life_text(permissions.token_life_s)),
            {}};
  step.apply = [&site, permissions, folder, slug = service.slug, &platform](const Progress&) -> base::Status {
    site.state.journal.intend("token", slug, slug);
    TRY(platform.files.save(site.state));
    ClusterApi* api = TRY(site.cluster->api(platform.connections));
    std::string token = TRY(api->request_token(site.state.namespace_name, permissions.service_account,
                                               kStsAudience, permissions.token_life_s));
    TRY(runtime::write_token(folder, token));
    site.state.journal.intend("token", slug).done = true;
    return platform.files.save(site.state);
  };
  auto facts = read_token_facts(folder);
  if (!facts) return step;
  std::string subject =
      fmt::format("system:serviceaccount:{}:{}", site.state.namespace_name, permissions.service_account);
  bool fits = facts->issuer == site.cluster->issuer && facts->subject == subject &&
              facts->life_s() == permissions.token_life_s && !facts->is_due(platform.clock.now());
  if (fits) {
    step.change = Change::keep;
    step.apply = nullptr;
  } else {
    step.change = Change::change;
  }
  return step;
}

base::Result<Step> plan_instances(EnvironmentSite& site, const Service& service, const Platform& platform) {
  runtime::Runtime* runtime = TRY(platform.connections.runtime(site.state.cluster.runtime));
  runtime::Service wanted = TRY(runtime_service(site, service, *runtime, platform));
  DeployedService after = deployed(site, service, wanted, runtime->name());
  const DeployedService* before = site.state.find_service(service.slug);
  std::string moves_from = before && before->runtime != runtime->name() ? before->runtime : "";

  Step step{
      Change::make,
      "service " + service.slug,
      fmt::format("{}, {} instance{}, {} each, {}", service.image, service.instances,
                  service.instances == 1 ? "" : "s", memory_text(service.memory_bytes), runtime->name()),
      {}};
  step.apply = [&site, wanted, after, moves_from, runtime,
                &platform](const Progress& progress) -> base::Status {
    base::Deadline deadline = base::Deadline::in(std::chrono::minutes(15));
    site.state.journal.intend("service", wanted.name, wanted.name);
    TRY(platform.files.save(site.state));
    if (!moves_from.empty()) {
      runtime::Runtime* former = TRY(platform.connections.runtime(moves_from));
      TRY(former->remove(wanted.namespace_name, wanted.name, deadline));
    }
    site.state.put_service(after);
    TRY(platform.files.save(site.state));
    TRY(runtime->apply(wanted, progress, deadline));
    site.state.journal.intend("service", wanted.name).done = true;
    return platform.files.save(site.state);
  };
  auto instances = TRY(runtime->list(wanted.namespace_name, base::Deadline::in(std::chrono::seconds(30))));
  int there = total(instances, wanted.name);
  int right = running(instances, wanted.name, wanted.fingerprint);
  if (there == 0 && moves_from.empty()) return step;
  if (right == service.instances && there == right) {
    site.state.journal.intend("service", wanted.name, wanted.name).done = true;
    site.state.put_service(after);
    step.change = Change::keep;
    step.apply = nullptr;
    return step;
  }
  step.change = Change::change;
  step.detail += !moves_from.empty() ? fmt::format("; moves from {}", moves_from)
                 : right < there     ? "; replaces what runs"
                                     : fmt::format("; {} run", right);
  return step;
}

runtime::TokenWish token_wish(const EnvironmentState& state, const DeployedService& service,
                              const ClusterAddress& address, const Home& home) {
  return {.namespace_name = state.namespace_name,
          .service = service.slug,
          .service_account = service.service_account,
          .cluster = state.cluster.name,
          .cluster_endpoint = address.endpoint,
          .audience = std::string(kStsAudience),
          .expiration = std::chrono::seconds(service.token_life_s),
          .token_folder = home.token_folder(state.namespace_name, service.slug)};
}

base::Status remove_made(EnvironmentSite& site, const Made& made, const Platform& platform) {
  if (made.kind == "service") TRY(remove_instances(site, made, platform));
  if (made.kind == "token") TRY(remove_token(site, made, platform));
  if (made.kind == "service-account") TRY(remove_service_account(site, made, platform));
  if (made.kind == "role") TRY(remove_service_role(site, made, platform));
  if (made.kind == "namespace") TRY(remove_namespace(site, made, platform));
  site.state.journal.erase(made.kind, made.name);
  return platform.files.save(site.state);
}

}  // namespace platform

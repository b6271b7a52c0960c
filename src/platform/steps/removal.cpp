#include "platform/steps/removal.h"

#include <fmt/core.h>

#include "base/text.h"
#include "platform/steps/instances.h"
#include "platform/steps/jobs.h"
#include "platform/steps/roles.h"
#include "platform/trust/token_facts.h"
#include "platform/trust/trust_policy.h"
#include "runtime/token/file.h"

namespace platform {
namespace {

base::Status remove_service_role(EnvironmentSite& site, const Made& made, const Platform& platform) {
  if (!TRY(others_with_role(site, made.name, platform)).empty()) return {};
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

base::Status remove_namespace(EnvironmentSite& site, const Made& made, const Platform& platform,
                              const Progress& progress) {
  if (site.cluster->status == "ACTIVE") {
    ClusterApi* api = TRY(site.cluster->api(platform.connections));
    auto found = TRY(api->find_namespace(made.name));
    bool ours = found && judge(found->labels, site.owner().labels()) == Ownership::ours;
    if (ours) TRY(api->remove_namespace(made.name, progress));
  }
  return base::remove_all(platform.home.namespace_tokens(made.name));
}

// The intent is written before the service: where there is no service yet, nothing has started.
base::Status remove_instances(EnvironmentSite& site, const Made& made, const Platform& platform) {
  const DeployedService* service = site.state.find_service(made.name);
  if (!service) return {};
  runtime::Runtime* runtime = TRY(platform.connections.runtime(service->runtime, site.state.cluster));
  TRY(runtime->remove(site.state.namespace_name, made.name, removal_deadline(*service)));
  site.state.erase_service(made.name);
  return {};
}

base::Status remove_job(EnvironmentSite& site, const Made& made, const Platform& platform,
                        const Progress& progress) {
  if (!platform.skips_job_removals) {
    base::Status ran = run_removal(site, made.name, platform, progress);
    if (!ran) {
      base::Error error = ran.error();
      error.hint += "; `slipway down --skip-jobs` removes the rest without it";
      return tl::unexpected(std::move(error));
    }
  }
  TRY(remove_instances(site, made, platform));
  return forget_job(site, made.name, platform.home);
}

base::Status remove_token(const EnvironmentSite& site, const Made& made, const Platform& platform) {
  const std::string& namespace_name = site.state.namespace_name;
  TRY(platform.connections.forget_token(namespace_name, made.name));
  return runtime::remove_token(platform.home.token_folder(namespace_name, made.name));
}

}  // namespace

base::Result<std::vector<std::string>> others_with_role(const EnvironmentSite& site, const std::string& role,
                                                        const Platform& platform) {
  std::vector<std::string> users;
  for (const EnvironmentState& other : TRY(platform.files.load_environments())) {
    bool is_same = other.project == site.state.project && other.name == site.state.name;
    if (!is_same && other.organization == site.state.organization && other.journal.find("role", role))
      users.push_back(other.title());
  }
  return users;
}

base::Status remove_made(EnvironmentSite& site, const Made& made, const Platform& platform,
                         const Progress& progress) {
  if (made.kind == "job") TRY(remove_job(site, made, platform, progress));
  if (made.kind == "cron-job") {
    TRY(remove_instances(site, made, platform));
    TRY(forget_job(site, made.name, platform.home));
  }
  if (made.kind == "service") TRY(remove_instances(site, made, platform));
  if (made.kind == "token") TRY(remove_token(site, made, platform));
  if (made.kind == "service-account") TRY(remove_service_account(site, made, platform));
  if (made.kind == "role") TRY(remove_service_role(site, made, platform));
  if (made.kind == "namespace") TRY(remove_namespace(site, made, platform, progress));
  site.state.journal.erase(made.kind, made.name);
  return platform.files.save(site.state);
}

}  // namespace platform

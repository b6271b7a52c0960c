#include "platform/environment_steps.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "platform/identity_check.h"
#include "platform/workload_steps.h"

namespace platform {
namespace {

constexpr const char* kIdLabel = "slipway.io/environment-id";

std::string title(const EnvironmentSite& site) {
  return fmt::format("{} (namespace {}, cluster {})", site.state.title(), site.state.namespace_name,
                     site.state.cluster.name);
}

base::Status create_namespace(EnvironmentSite& site, const Platform& platform) {
  site.state.journal.intend("namespace", site.state.namespace_name);
  TRY(platform.files.save(site.state));
  Namespace wanted{site.state.namespace_name, site.owner().labels()};
  wanted.labels[kIdLabel] = site.state.id;
  ClusterApi* api = TRY(site.cluster->api(platform.connections));
  TRY(api->create_namespace(wanted));
  site.state.journal.intend("namespace", wanted.name).done = true;
  return platform.files.save(site.state);
}

base::Result<Step> plan_namespace(EnvironmentSite& site, const Platform& platform) {
  Step step{Change::make, "namespace " + site.state.namespace_name, "", {}};
  step.apply = [&site, &platform](const Progress&) { return create_namespace(site, platform); };
  if (site.cluster->status != "ACTIVE") return step;
  ClusterApi* api = TRY(site.cluster->api(platform.connections));
  auto found = TRY(api->find_namespace(site.state.namespace_name));
  if (!found) return step;
  if (judge(found->labels, site.owner().labels()) == Ownership::ours) {
    site.state.journal.intend("namespace", site.state.namespace_name).done = true;
  }
  step.change = Change::keep;
  step.apply = nullptr;
  return step;
}

base::Status plan_service(EnvironmentSite& site, const Service& service, const Platform& platform,
                          Section& section) {
  if (service.permissions) {
    if (service.permissions->makes_role()) {
      section.steps.push_back(TRY(plan_service_role(site, service, platform)));
    } else {
      TRY(check_role_made_by_hand(site, service, platform, section.warnings));
    }
    section.steps.push_back(TRY(plan_service_account(site, service, platform, section.warnings)));
    section.steps.push_back(TRY(plan_token(site, service, platform)));
  }
  section.steps.push_back(TRY(plan_instances(site, service, platform)));
  return {};
}

// What the journal has and the file has no more: a service that was dropped, or its identity, or a role of
// another scope.
std::set<std::pair<std::string, std::string>> wanted_entries(const EnvironmentSite& site) {
  std::set<std::pair<std::string, std::string>> wanted = {{"namespace", site.state.namespace_name}};
  for (const Service& service : site.wish->services) {
    wanted.emplace("service", service.slug);
    if (!service.permissions) continue;
    wanted.emplace("token", service.slug);
    wanted.emplace("service-account", service.permissions->service_account);
    if (service.permissions->makes_role()) wanted.emplace("role", site.role_name(service));
  }
  return wanted;
}

std::string words_for(const Made& made) {
  if (made.kind == "token") return "token of " + made.name;
  if (made.kind == "service-account") return "service account " + made.name;
  return made.kind + " " + made.name;
}

Step removal(EnvironmentSite& site, const Made& made, const Platform& platform) {
  return {Change::remove, words_for(made), "",
          [&site, made, &platform](const Progress&) { return remove_made(site, made, platform); }};
}

}  // namespace

base::Result<Section> plan_environment(EnvironmentSite& site, const Platform& platform) {
  Section section{title(site), {}, {}};
  section.steps.push_back(TRY(plan_namespace(site, platform)));
  for (const Service& service : site.wish->services) TRY(plan_service(site, service, platform, section));
  auto wanted = wanted_entries(site);
  std::vector<Made> made = site.state.journal.entries();
  std::reverse(made.begin(), made.end());
  for (const Made& each : made) {
    if (!wanted.contains({each.kind, each.name})) section.steps.push_back(removal(site, each, platform));
  }
  return section;
}

Section plan_environment_removal(EnvironmentSite& site, const Platform& platform) {
  Section section{title(site), {}, {}};
  std::vector<Made> made = site.state.journal.entries();
  std::reverse(made.begin(), made.end());
  for (const Made& each : made) section.steps.push_back(removal(site, each, platform));
  return section;
}

}  // namespace platform

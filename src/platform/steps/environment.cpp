#include "platform/steps/environment.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "platform/state/specification.h"
#include "platform/steps/cron.h"
#include "platform/steps/identity.h"
#include "platform/steps/identity_check.h"
#include "platform/steps/instances.h"
#include "platform/steps/jobs.h"
#include "platform/steps/removal.h"

namespace platform {
namespace {

constexpr const char* kIdLabel = "slipway.io/environment-id";

std::string title(const EnvironmentSite& site) {
  std::string until = site.state.expires ? ", until " + base::iso8601(*site.state.expires) : "";
  return fmt::format("{} (namespace {}, cluster {}{})", site.state.title(), site.state.namespace_name,
                     site.state.cluster.name, until);
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
  if (found && found->is_ending) {
    // All that is in it goes with it.
    platform.progress(fmt::format("namespace {} is being removed: waiting until it has gone", found->name));
    TRY(api->remove_namespace(found->name, platform.progress));
    found.reset();
  }
  site.makes_namespace = !found;
  if (!found) return step;
  if (judge(found->labels, site.owner().labels()) == Ownership::ours) {
    site.state.journal.intend("namespace", site.state.namespace_name).done = true;
  }
  step.change = Change::keep;
  step.apply = nullptr;
  return step;
}

bool needs_token(const EnvironmentSite& site, const Service& service) {
  bool has_account = service.permissions || !service.named_service_account.empty();
  return has_account && !site.state.cluster.is_kubernetes();
}

// Role, service account, and a token where no kubelet sees to it.
base::Status plan_identity(EnvironmentSite& site, const Service& service, const Platform& platform,
                           bool after_jobs, Section& section) {
  if (!service.named_service_account.empty()) {
    section.steps.push_back(TRY(plan_named_account(site, service, platform, after_jobs, section.warnings)));
  }
  if (service.permissions) {
    if (service.permissions->makes_role()) {
      section.steps.push_back(TRY(plan_service_role(site, service, platform)));
    } else {
      TRY(check_role_made_by_hand(site, service, platform, section.warnings));
    }
    section.steps.push_back(TRY(plan_service_account(site, service, platform, section.warnings)));
  }
  if (needs_token(site, service)) section.steps.push_back(TRY(plan_token(site, service, platform)));
  return {};
}

base::Result<Step> plan_service(EnvironmentSite& site, const Service& service, const Platform& platform,
                                bool after_jobs) {
  if (service.job) return plan_job(site, service, platform, after_jobs);
  if (service.cron) return plan_cron(site, service, platform, after_jobs);
  return plan_instances(site, service, platform, after_jobs);
}

// The services of one stage: first who they are, one after another, then what they run, side by side.
base::Status plan_stage(EnvironmentSite& site, size_t stage, const Platform& platform, bool& after_jobs,
                        Section& section) {
  bool jobs_run = after_jobs;
  for (const Service& service : site.wish->services) {
    if (service.stage == stage) TRY(plan_identity(site, service, platform, after_jobs, section));
  }
  for (const Service& service : site.wish->services) {
    if (service.stage != stage) continue;
    section.steps.push_back(TRY(plan_service(site, service, platform, after_jobs)));
    jobs_run = jobs_run || (service.job && section.steps.back().change != Change::keep);
  }
  after_jobs = jobs_run;
  return {};
}

// What the journal has and the file has no more: a service that was dropped, or its identity, or a role of
// another scope.
std::set<std::pair<std::string, std::string>> wanted_entries(const EnvironmentSite& site) {
  std::set<std::pair<std::string, std::string>> wanted = {{"namespace", site.state.namespace_name}};
  for (const Service& service : site.wish->services) {
    wanted.emplace(service.job ? "job" : service.cron ? "cron-job" : "service", service.slug);
    if (needs_token(site, service)) wanted.emplace("token", service.slug);
    if (!service.permissions) continue;
    wanted.emplace("service-account", service.permissions->service_account);
    if (service.permissions->makes_role()) wanted.emplace("role", site.role_name(service));
  }
  return wanted;
}

std::string words_for(const Made& made) {
  if (made.kind == "token") return "token of " + made.name;
  if (made.kind == "service-account") return "service account " + made.name;
  if (made.kind == "cron-job") return "cron job " + made.name;
  return made.kind + " " + made.name;
}

bool is_what_runs(const Made& made) {
  return made.kind == "service" || made.kind == "job" || made.kind == "cron-job";
}

// By slug. Empty: it was never deployed to its end, and the order of making has to do.
base::Result<std::map<std::string, size_t>> deployed_stages(const EnvironmentSite& site, const Home& home) {
  std::map<std::string, size_t> stages;
  auto deployed = load_specification(home, site.state.namespace_name);
  if (!deployed && deployed.error().kind == base::ErrorKind::not_found) return stages;
  if (!deployed) return tl::unexpected(deployed.error());
  for (const Service& service : deployed->services) stages[service.slug] = service.stage;
  return stages;
}

// Stages count from 1 here: what is no service at all goes last, as it was made first.
size_t stage_of(const Made& made, const std::map<std::string, size_t>& stages) {
  if (!is_what_runs(made)) return 0;
  auto found = stages.find(made.name);
  return found == stages.end() ? 1 : found->second + 1;
}

// A service of its name is wanted, but of another kind: its place must be free first.
bool becomes_another(const Made& made, const Environment& wish) {
  return is_what_runs(made) && std::any_of(wish.services.begin(), wish.services.end(),
                                           [&](const Service& each) { return each.slug == made.name; });
}

base::Result<Step> removal(EnvironmentSite& site, const Made& made, const Platform& platform) {
  Step step{Change::remove, words_for(made), "", [&site, made, &platform](const Progress& progress) {
              return remove_made(site, made, platform, progress);
            }};
  if (made.kind != "role") return step;
  std::vector<std::string> users = TRY(others_with_role(site, made.name, platform));
  if (users.empty()) return step;
  step.change = Change::keep;
  step.detail = fmt::format("{} uses it too", base::join(users, ", "));
  return step;
}

base::Status warn_of_foreign_objects(EnvironmentSite& site, const Platform& platform, Section& section) {
  if (!site.state.cluster.is_kubernetes() || site.cluster->status != "ACTIVE") return {};
  ClusterApi* api = TRY(site.cluster->api(platform.connections));
  std::vector<std::string> foreign = TRY(api->foreign_objects(site.state.namespace_name));
  if (!foreign.empty())
    section.warnings.push_back(fmt::format("not made by Slipway, and goes with namespace {}: {}",
                                           site.state.namespace_name, base::join(foreign, ", ")));
  return {};
}

}  // namespace

base::Result<Section> plan_environment(EnvironmentSite& site, const Platform& platform) {
  Section section{title(site), {}, {}};
  section.steps.push_back(TRY(plan_namespace(site, platform)));
  auto wanted = wanted_entries(site);
  std::vector<Made> unwanted = site.state.journal.entries();
  std::reverse(unwanted.begin(), unwanted.end());
  std::erase_if(unwanted, [&](const Made& each) { return wanted.contains({each.kind, each.name}); });
  for (const Made& each : unwanted) {
    if (becomes_another(each, *site.wish)) section.steps.push_back(TRY(removal(site, each, platform)));
  }
  bool after_jobs = false;
  for (size_t stage = 0; stage < site.wish->stages.size(); ++stage)
    TRY(plan_stage(site, stage, platform, after_jobs, section));
  for (const Made& each : unwanted) {
    if (!becomes_another(each, *site.wish)) section.steps.push_back(TRY(removal(site, each, platform)));
  }
  return section;
}

base::Result<Section> plan_environment_removal(EnvironmentSite& site, const Platform& platform) {
  Section section{title(site), {}, {}};
  std::vector<Made> made = site.state.journal.entries();
  std::reverse(made.begin(), made.end());
  std::map<std::string, size_t> stages = TRY(deployed_stages(site, platform.home));
  std::stable_sort(made.begin(), made.end(), [&stages](const Made& a, const Made& b) {
    return stage_of(a, stages) > stage_of(b, stages);
  });
  for (const Made& each : made) section.steps.push_back(TRY(removal(site, each, platform)));
  TRY(warn_of_foreign_objects(site, platform, section));
  return section;
}

}  // namespace platform

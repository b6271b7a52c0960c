#include "platform/steps/environment.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "platform/resources/identities.h"
#include "platform/state/specification.h"
#include "platform/steps/cron.h"
#include "platform/steps/identity.h"
#include "platform/steps/identity_check.h"
#include "platform/steps/instances.h"
#include "platform/steps/jobs.h"
#include "platform/steps/removal.h"

namespace platform {
namespace {

std::string title(const EnvironmentTarget& target) {
  std::string until = target.state.expires ? ", until " + base::iso8601(*target.state.expires) : "";
  return fmt::format("{} (namespace {}, cluster {}{})", target.state.title(), target.state.namespace_name,
                     target.state.cluster.name, until);
}

bool needs_token(const EnvironmentTarget& target, const Service& service) {
  bool has_account = service.permissions || !service.named_service_account.empty();
  return has_account && !target.state.cluster.is_kubernetes();
}

// Role, service account, and a token where no kubelet sees to it.
base::Status plan_identity(EnvironmentTarget& target, const Service& service, const Identities& identities,
                           const Platform& platform, bool after_jobs, Section& section) {
  if (!service.named_service_account.empty()) {
    section.steps.push_back(TRY(plan_named_account(target, service, platform, after_jobs, section.warnings)));
  }
  if (service.permissions) {
    if (service.permissions->makes_role()) {
      section.steps.push_back(identities.role_line(service));
    } else {
      TRY(check_role_made_by_hand(target, service, platform, section.warnings));
    }
    section.steps.push_back(identities.account_line(service));
  }
  if (needs_token(target, service)) section.steps.push_back(TRY(plan_token(target, service, platform)));
  return {};
}

base::Result<Step> plan_service(EnvironmentTarget& target, const Service& service, const Platform& platform,
                                bool after_jobs) {
  if (service.job) return plan_job(target, service, platform, after_jobs);
  if (service.cron) return plan_cron(target, service, platform, after_jobs);
  return plan_instances(target, service, platform, after_jobs);
}

// The services of one stage: first who they are, one after another, then what they run, side by side.
base::Status plan_stage(EnvironmentTarget& target, size_t stage, const Identities& identities,
                        const Platform& platform, bool& after_jobs, Section& section) {
  bool jobs_run = after_jobs;
  for (const Service& service : target.desired->services) {
    if (service.stage == stage)
      TRY(plan_identity(target, service, identities, platform, after_jobs, section));
  }
  for (const Service& service : target.desired->services) {
    if (service.stage != stage) continue;
    section.steps.push_back(TRY(plan_service(target, service, platform, after_jobs)));
    jobs_run = jobs_run || (service.job && section.steps.back().change != Change::keep);
  }
  after_jobs = jobs_run;
  return {};
}

// What the journal has and the file has no more: a service that was dropped, or its identity, or a role of
// another scope.
std::set<std::pair<std::string, std::string>> wanted_entries(const EnvironmentTarget& target) {
  std::set<std::pair<std::string, std::string>> wanted;
  for (const Service& service : target.desired->services) {
    wanted.emplace(service.job ? "job" : service.cron ? "cron-job" : "service", service.slug);
    if (needs_token(target, service)) wanted.emplace("token", service.slug);
  }
  return wanted;
}

std::string words_for(const JournalEntry& made) {
  if (made.kind == "token") return "token of " + made.name;
  if (made.kind == "cron-job") return "cron job " + made.name;
  return made.kind + " " + made.name;
}

bool is_what_runs(const JournalEntry& made) {
  return made.kind == "service" || made.kind == "job" || made.kind == "cron-job";
}

// By slug. Empty: it was never deployed to its end, and the order of making has to do.
base::Result<std::map<std::string, size_t>> deployed_stages(const EnvironmentTarget& target,
                                                            const Home& home) {
  std::map<std::string, size_t> stages;
  auto deployed = load_specification(home, target.state.namespace_name);
  if (!deployed && deployed.error().kind == base::ErrorKind::not_found) return stages;
  if (!deployed) return tl::unexpected(deployed.error());
  for (const Service& service : deployed->services) stages[service.slug] = service.stage;
  return stages;
}

// Stages count from 1 here: what is no service at all goes last, as it was made first.
size_t stage_of(const JournalEntry& made, const std::map<std::string, size_t>& stages) {
  if (!is_what_runs(made)) return 0;
  auto found = stages.find(made.name);
  return found == stages.end() ? 1 : found->second + 1;
}

// A service of its name is wanted, but of another kind: its place must be free first.
bool becomes_another(const JournalEntry& made, const Environment& desired) {
  return is_what_runs(made) && std::any_of(desired.services.begin(), desired.services.end(),
                                           [&](const Service& each) { return each.slug == made.name; });
}

Step removal(EnvironmentTarget& target, const JournalEntry& made, const Platform& platform) {
  return {Change::remove, words_for(made), "", [&target, made, &platform](const Progress& progress) {
            return remove_entry(target, made, platform, progress);
          }};
}

base::Status warn_of_foreign_objects(EnvironmentTarget& target, const Platform& platform, Section& section) {
  if (!target.state.cluster.is_kubernetes() || target.cluster->status != "ACTIVE") return {};
  ClusterApi* api = TRY(target.cluster->api(platform.connections));
  std::vector<std::string> foreign = TRY(api->foreign_objects(target.state.namespace_name));
  if (!foreign.empty())
    section.warnings.push_back(fmt::format("not made by Slipway, and goes with namespace {}: {}",
                                           target.state.namespace_name, base::join(foreign, ", ")));
  return {};
}

}  // namespace

base::Result<Section> plan_environment(EnvironmentTarget& target, const Platform& platform) {
  Section section{title(target), {}, {}};
  auto identities = TRY(Identities::up(target, platform));
  section.steps.push_back(identities->namespace_line());
  section.warnings = identities->warnings();
  auto wanted = wanted_entries(target);
  std::vector<JournalEntry> unwanted = target.state.journal.entries();
  std::reverse(unwanted.begin(), unwanted.end());
  std::erase_if(unwanted, [&](const JournalEntry& each) { return wanted.contains({each.kind, each.name}); });
  for (const JournalEntry& each : unwanted) {
    if (becomes_another(each, *target.desired)) section.steps.push_back(removal(target, each, platform));
  }
  bool after_jobs = false;
  for (size_t stage = 0; stage < target.desired->stages.size(); ++stage)
    TRY(plan_stage(target, stage, *identities, platform, after_jobs, section));
  for (const JournalEntry& each : unwanted) {
    if (!becomes_another(each, *target.desired)) section.steps.push_back(removal(target, each, platform));
  }
  section.steps.insert(section.steps.end(), identities->obsolete().begin(), identities->obsolete().end());
  section.first = [identities] { return identities->make(); };
  section.last = [identities] { return identities->remove_obsolete(); };
  return section;
}

base::Result<Section> plan_environment_removal(EnvironmentTarget& target, const Platform& platform) {
  Section section{title(target), {}, {}};
  auto identities = TRY(Identities::down(target, platform));
  std::vector<JournalEntry> made = target.state.journal.entries();
  std::reverse(made.begin(), made.end());
  std::map<std::string, size_t> stages = TRY(deployed_stages(target, platform.home));
  std::stable_sort(made.begin(), made.end(), [&stages](const JournalEntry& a, const JournalEntry& b) {
    return stage_of(a, stages) > stage_of(b, stages);
  });
  for (const JournalEntry& each : made) section.steps.push_back(removal(target, each, platform));
  section.steps.insert(section.steps.end(), identities->obsolete().begin(), identities->obsolete().end());
  section.last = [identities] { return identities->remove_obsolete(); };
  TRY(warn_of_foreign_objects(target, platform, section));
  return section;
}

}  // namespace platform

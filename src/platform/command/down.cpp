#include "platform/command/down.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "blueprint/cluster/whole.h"
#include "engine/keep/history.h"
#include "engine/keep/places.h"
#include "engine/state/changes.h"
#include "platform/kinds/kinds.h"
#include "platform/resources/leftovers.h"
#include "platform/resources/service_lines.h"
#include "platform/state/specification.h"
#include "platform/target/locks.h"
#include "platform/workloads/deployment.h"

namespace platform {
namespace {

bool is_same(const EnvironmentState& a, const EnvironmentState& b) {
  return a.organization == b.organization && a.project == b.project && a.name == b.name;
}

bool uses(const EnvironmentState& state, const blueprint::ClusterTarget& cluster) {
  return state.organization == cluster.organization && state.cluster.name == cluster.cluster.name &&
         state.cluster.region == cluster.cluster.region;
}

// What the engine's state knows: another machine may have deployed it, or this one's file may be lost.
base::Result<engine::State> known_in(const std::string& folder, const Platform& platform) {
  auto keep = TRY(engine::open_keep(platform.home.places(), folder, platform.clock));
  return TRY(engine::load(*keep)).state;
}

// Services as an engine's state knows them, where nothing else does. Their stage, and what they are asked to do when
// they end, was in the file.
std::vector<DeployedService> services_in(const engine::State& state) {
  std::vector<DeployedService> services;
  for (const auto& [key, record] : state.records) {
    if (record.kind != kService) continue;
    const json::Value& members =
        record.applied.is_null() && record.open ? record.open->desired : record.applied;
    DeployedService service;
    service.name = service.slug = name_in(key.address);
    service.runtime = members.string_or("runtime", "");
    service.is_job = members.string_or("type", "") == "job";
    if (const json::Value* schedule = members.find("schedule"))
      service.schedule = schedule->string_or("schedule", "");
    service.is_whole = false;
    if (!service.runtime.empty()) services.push_back(std::move(service));
  }
  return services;
}

base::Result<bool> is_remembered(const std::string& organization, const blueprint::Cluster& cluster,
                                 const Platform& platform) {
  return base::exists(platform.home.cluster_file(organization, cluster)) ||
         !TRY(known_in(platform.home.cluster_journal(organization, cluster), platform)).records.empty();
}

base::Result<bool> may_be_known(const std::string& organization, const blueprint::Cluster& cluster,
                                const Platform& platform) {
  std::string folder = platform.home.cluster_journal(organization, cluster);
  bool is_of_home = TRY(engine::place_of(platform.home.places(), folder, platform.clock)).empty();
  return is_of_home || TRY(is_remembered(organization, cluster, platform));
}

// What others use, too, is theirs from now on: a journal that stays must not count as one more user of it.
base::Status forget_all(engine::Session& session) {
  std::set<std::string> addresses;
  for (const auto& [key, record] : session.state.records) addresses.insert(key.address);
  for (const std::string& address : addresses) TRY(engine::forget(session, address));
  return {};
}

// What was not there when the locks were taken is none of ours.
base::Result<engine::HeldLease*> locked(engine::HeldLease* lock, const std::string& what) {
  if (lock) return lock;
  return tl::unexpected(base::Error{base::ErrorKind::conflict,
                                    fmt::format("`{}` was deployed just now", what), "run this again"});
}

}  // namespace

base::Result<std::unique_ptr<Down>> Down::prepare(const Configuration& configuration,
                                                  const Platform& platform) {
  std::unique_ptr<Down> down(new Down(platform));
  std::vector<EnvironmentName> names;
  for (const Environment& each : configuration.environments) {
    auto known = TRY(platform.files.load_environment(configuration.organization, each.project, each.name));
    // To lock what is nowhere would make its bucket.
    if (!known && !TRY(may_be_known(configuration.organization, each.cluster, platform))) continue;
    names.push_back(
        {configuration.organization, each.project, each.name, known ? known->cluster : each.cluster});
  }
  for (const blueprint::Cluster& each : configuration.clusters)
    if (each.is_described() && TRY(may_be_known(configuration.organization, each, platform)))
      names.push_back({configuration.organization, "", "", each});
  down->locks_ = TRY(lock_all(names, "slipway down", platform));
  TRY(down->open(configuration));
  TRY(down->make_plan());
  return down;
}

// What is remembered of an environment does not say what a file describes of its cluster.
base::Result<blueprint::ClusterTarget*> Down::open_cluster(const std::string& organization,
                                                           const blueprint::Cluster& cluster) {
  auto known = std::find_if(clusters_.begin(), clusters_.end(), [&](const auto& each) {
    return each->cluster.name == cluster.name && each->cluster.region == cluster.region;
  });
  if (known == clusters_.end()) {
    clusters_.push_back(
        TRY(blueprint::open_target(organization, cluster, true, platform_.connections, platform_.progress)));
    known = std::prev(clusters_.end());
    (*known)->lock = TRY(locked(locks_.of(**known, platform_), cluster.name));
  }
  if (cluster.is_described()) (*known)->cluster.desired = cluster.desired;
  return known->get();
}

base::Status Down::open_environment(const Configuration& configuration, const Environment& desired) {
  auto state =
      TRY(platform_.files.load_environment(configuration.organization, desired.project, desired.name));
  // A first `up` that was killed may have left a cluster without an environment.
  if (!state && !TRY(is_remembered(configuration.organization, desired.cluster, platform_))) return {};
  blueprint::ClusterTarget* cluster =
      TRY(open_cluster(configuration.organization, state ? state->cluster : desired.cluster));
  std::string folder =
      platform_.home.environment_journal(configuration.organization, desired.project, desired.name);
  auto target = std::make_unique<EnvironmentTarget>();
  target->cluster = cluster;
  if (state) {
    target->state = std::move(*state);
  } else {
    engine::State known = TRY(known_in(folder, platform_));
    target->state = TRY(begin_environment(configuration.organization, desired, *cluster, platform_));
    target->state.services = services_in(known);
    if (known.records.empty()) return check_not_lost(*target);
  }
  target->lock = TRY(locked(locks_.of(target->state, platform_), target->state.title()));
  environments_.push_back(std::move(target));
  return {};
}

// Of an environment of which nothing is known, nothing may be there: it would stay behind, and its cluster would go.
base::Status Down::check_not_lost(EnvironmentTarget& target) const {
  std::vector<std::string> found = TRY(find_leftovers(target, platform_));
  if (found.empty()) return {};
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return tl::unexpected(base::Error{base::ErrorKind::conflict,
                                    fmt::format("{} is there ({}), and Slipway does not remember it",
                                                target.state.title(), base::join(found, ", ")),
                                    "have it remembered again, and run this again: slipway state rebuild"});
}

base::Status Down::open(const Configuration& configuration) {
  for (const Environment& desired : configuration.environments) TRY(open_environment(configuration, desired));
  for (const blueprint::Cluster& cluster : configuration.clusters) {
    if (!cluster.is_described()) continue;
    if (TRY(is_remembered(configuration.organization, cluster, platform_)))
      TRY(open_cluster(configuration.organization, cluster));
    else
      TRY(check_not_lost(configuration.organization, cluster));
  }
  return {};
}

// An account of this machine that does not answer, or is none yet, is not begun for that.
base::Status Down::check_not_lost(const std::string& organization, const blueprint::Cluster& cluster) {
  auto target =
      blueprint::open_target(organization, cluster, false, platform_.connections, platform_.progress);
  bool is_of_this_machine = cluster.account.kind == blueprint::AccountReference::Kind::embedded;
  if (!target && is_of_this_machine && target.error().kind == base::ErrorKind::unavailable) return {};
  return blueprint::check_not_lost(*TRY(std::move(target)), engine::State());
}

base::Status Down::make_plan() {
  for (auto& target : environments_) {
    environment_works_.push_back(TRY(EnvironmentWork::down(*target, platform_)));
    engine::Section section = environment_works_.back()->section();
    TRY(find_left_running(*target, *environment_works_.back(), section));
    section.steps.push_back({engine::Change::remove, "what Slipway remembers of it", ""});
    plan_.sections.push_back(std::move(section));
  }
  std::vector<EnvironmentState> all = TRY(platform_.files.load_environments());
  for (auto& cluster : clusters_) TRY(plan_cluster(*cluster, all));
  return {};
}

base::Status Down::plan_cluster(blueprint::ClusterTarget& cluster, const std::vector<EnvironmentState>& all) {
  std::vector<std::string> users;
  for (const EnvironmentState& state : all) {
    bool goes = std::any_of(environments_.begin(), environments_.end(),
                            [&](const auto& target) { return is_same(target->state, state); });
    if (!goes && uses(state, cluster)) users.push_back(state.title());
  }
  if (users.empty()) users = TRY(users_elsewhere(cluster));
  if (!users.empty()) {
    plan_.sections.push_back(blueprint::kept(cluster, users));
    return {};
  }
  auto work = TRY(blueprint::ClusterWork::down(cluster, world_of(cluster, platform_)));
  plan_.sections.push_back(work->section());
  if (work->is_left_alone()) return {};
  removed_clusters_.push_back(&cluster);
  cluster_works_.push_back(std::move(work));
  return {};
}

// Where machines share a state, another one may have removed the environment, and with it what ran there. What runs
// here it could not reach, and the state knows no more of it.
base::Status Down::find_left_running(EnvironmentTarget& target, const EnvironmentWork& work,
                                     engine::Section& section) {
  if (target.state.cluster.is_kubernetes()) return {};
  for (const DeployedService& service : target.state.services) {
    if (work.run().state().newest(service_at(service.slug))) continue;
    runtime::Runtime* runtime = TRY(platform_.connections.runtime(service.runtime, target.state.cluster));
    auto all = TRY(target.instances(*runtime, base::Deadline::in(std::chrono::seconds(30))));
    if (std::none_of(all.begin(), all.end(), [&](const auto& each) { return each.service == service.slug; }))
      continue;
    section.steps.push_back({engine::Change::remove, service_words(type_of(service), service.name),
                             "it runs on this machine, and another one has removed the rest"});
    left_running_.emplace(&target, service);
  }
  return {};
}

base::Status Down::end_left_running(EnvironmentTarget& target) {
  auto [from, to] = left_running_.equal_range(&target);
  for (auto at = from; at != to; ++at) {
    platform_.progress("removing " + service_words(type_of(at->second), at->second.name));
    TRY(end_instances(target, at->second, platform_, platform_.stop));
  }
  // Nobody renews a token, or starts again a process, of what is not there.
  for (const DeployedService& service : target.state.services)
    if (service.has_identity() && !target.state.cluster.is_kubernetes())
      TRY(platform_.connections.forget_token(target.state.namespace_name, service.slug));
  return {};
}

// Where machines share a state, this one need not have heard of all environments: the cluster has.
base::Result<std::vector<std::string>> Down::users_elsewhere(blueprint::ClusterTarget& cluster) {
  std::vector<std::string> users;
  std::string folder = platform_.home.cluster_journal(cluster.organization, cluster.cluster);
  bool is_shared = !TRY(engine::place_of(platform_.home.places(), folder, platform_.clock)).empty();
  if (!is_shared || cluster.status != "ACTIVE") return users;
  blueprint::ClusterApi* api = TRY(cluster.api(platform_.connections));
  for (const blueprint::Namespace& each : TRY(api->list_namespaces(cluster.owner().labels()))) {
    bool is_known = std::any_of(environments_.begin(), environments_.end(), [&](const auto& target) {
      return target->state.namespace_name == each.name;
    });
    if (!is_known && each.labels.contains(kEnvironmentIdLabel)) users.push_back("namespace " + each.name);
  }
  return users;
}

base::Status Down::apply() {
  TRY(locks_.begin_writing());
  for (size_t i = 0; i < environments_.size(); ++i) {
    TRY(environment_works_[i]->apply());
    TRY(end_left_running(*environments_[i]));
    TRY(forget(*environments_[i]));
  }
  for (auto& work : cluster_works_) TRY(work->apply());
  return {};
}

base::Status Down::forget(const EnvironmentTarget& target) {
  const EnvironmentState& state = target.state;
  TRY(base::remove_all(platform_.home.namespace_tokens(state.namespace_name)));
  TRY(remove_specification(platform_.home, state.namespace_name));
  std::string folder = platform_.home.environment_journal(state.organization, state.project, state.name);
  if (TRY(engine::place_of(platform_.home.places(), folder, platform_.clock)).empty())
    target.lock->abandon();
  else
    TRY(target.lock->change(forget_all));
  return platform_.files.remove(state);
}

base::Result<std::vector<std::string>> Down::leftovers() {
  std::vector<std::string> found;
  for (auto& cluster : clusters_) TRY(cluster->read());
  for (auto& target : environments_) {
    for (std::string& each : TRY(find_leftovers(*target, platform_))) found.push_back(std::move(each));
  }
  for (blueprint::ClusterTarget* cluster : removed_clusters_) {
    for (std::string& each : TRY(find_leftovers(*cluster))) found.push_back(std::move(each));
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::vector<std::string> Down::still_running() const {
  std::vector<std::string> lines;
  for (const auto& cluster : clusters_) {
    if (!cluster->access.embedded) continue;
    std::string line = fmt::format("the embedded account still runs on {}", cluster->access.endpoint);
    if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(line);
  }
  return lines;
}

}  // namespace platform

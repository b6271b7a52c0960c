#include "platform/command/down.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "engine/keep/history.h"
#include "engine/keep/places.h"
#include "engine/state/changes.h"
#include "platform/resources/leftovers.h"
#include "platform/state/specification.h"
#include "platform/target/locks.h"

namespace platform {
namespace {

bool is_same(const EnvironmentState& a, const EnvironmentState& b) {
  return a.organization == b.organization && a.project == b.project && a.name == b.name;
}

bool uses(const EnvironmentState& state, const blueprint::ClusterTarget& cluster) {
  return state.organization == cluster.organization && state.cluster.name == cluster.cluster.name &&
         state.cluster.region == cluster.cluster.region;
}

// Whether another machine has deployed it, and its state knows of things.
base::Result<bool> is_kept_elsewhere(const std::string& folder, const Platform& platform) {
  std::string place = TRY(engine::place_of(platform.home.places(), folder, platform.clock));
  if (place.empty()) return false;
  auto keep = TRY(engine::open_keep_at(platform.home.places(), folder, place, platform.clock));
  return !TRY(engine::load(*keep)).state.records.empty();
}

base::Result<bool> is_remembered(const std::string& organization, const blueprint::Cluster& cluster,
                                 const Platform& platform) {
  return base::exists(platform.home.cluster_file(organization, cluster)) ||
         TRY(is_kept_elsewhere(platform.home.cluster_journal(organization, cluster), platform));
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
  if (!state && TRY(is_kept_elsewhere(folder, platform_)))
    state = TRY(begin_environment(configuration.organization, desired, *cluster, platform_));
  if (!state) return {};
  auto target = std::make_unique<EnvironmentTarget>();
  target->cluster = cluster;
  target->state = std::move(*state);
  target->lock = TRY(locked(locks_.of(target->state, platform_), target->state.title()));
  environments_.push_back(std::move(target));
  return {};
}

base::Status Down::open(const Configuration& configuration) {
  for (const Environment& desired : configuration.environments) TRY(open_environment(configuration, desired));
  for (const blueprint::Cluster& cluster : configuration.clusters)
    if (cluster.is_described() && TRY(is_remembered(configuration.organization, cluster, platform_)))
      TRY(open_cluster(configuration.organization, cluster));
  return {};
}

base::Status Down::make_plan() {
  for (auto& target : environments_) {
    environment_works_.push_back(TRY(EnvironmentWork::down(*target, platform_)));
    plan_.sections.push_back(environment_works_.back()->section());
    plan_.sections.back().steps.push_back({engine::Change::remove, "what Slipway remembers of it", ""});
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
  for (size_t i = 0; i < environments_.size(); ++i) {
    TRY(environment_works_[i]->apply());
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
  if (TRY(engine::remembered_place(folder)).empty())
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

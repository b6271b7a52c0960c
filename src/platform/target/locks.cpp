#include "platform/target/locks.h"

#include <fmt/core.h>

#include <set>

#include "engine/state/take_lock.h"

namespace platform {

namespace {

std::string folder_of(const EnvironmentName& name, const Platform& platform) {
  return platform.home.environment_journal(name.organization, name.project, name.name);
}

engine::HeldLease* find(const std::map<std::string, Lock>& locks, const std::string& folder) {
  auto found = locks.find(folder);
  return found == locks.end() ? nullptr : found->second.get();
}

base::Result<Lock> take_lock(const std::string& folder, const std::string& what, const std::string& purpose,
                             const Platform& platform) {
  // Where nobody makes calls side by side, nobody renews beside them either.
  using Renewal = engine::HeldLease::Renewal;
  auto renewal = platform.calls_at_once == 0 ? Renewal::when_used : Renewal::by_thread;
  auto held = engine::take_lock(platform.home.places(), folder, platform.clock,
                                {engine::lock_owner(), purpose}, renewal);
  return std::move(held).map_error([&](const base::Error& error) { return error.in(what); });
}

}  // namespace

std::vector<EnvironmentName> names_in(const Configuration& configuration) {
  std::vector<EnvironmentName> names;
  for (const Environment& each : configuration.environments)
    names.push_back({configuration.organization, each.project, each.name, each.cluster});
  for (const blueprint::Cluster& each : configuration.clusters)
    if (each.is_described()) names.push_back({configuration.organization, "", "", each});
  return names;
}

engine::HeldLease* Locks::of(const blueprint::ClusterTarget& target, const Platform& platform) const {
  return find(clusters, platform.home.cluster_journal(target.organization, target.cluster));
}

engine::HeldLease* Locks::of(const EnvironmentState& state, const Platform& platform) const {
  return find(environments, platform.home.environment_journal(state.organization, state.project, state.name));
}

// The clusters' first: a run that is killed in between leaves environments that follow them.
base::Status Locks::begin_writing() {
  for (auto& [folder, lock] : clusters) TRY(lock->begin_writing());
  for (auto& [folder, lock] : environments) TRY(lock->begin_writing());
  return {};
}

namespace {

base::Result<Locks> take_all(const std::vector<EnvironmentName>& names, const std::string& purpose,
                             const Platform& platform) {
  Locks locks;
  for (const EnvironmentName& each : names) {
    std::string folder = platform.home.cluster_journal(each.organization, each.cluster);
    std::string what = fmt::format("cluster {}@{}", each.cluster.name, each.cluster.region);
    if (!locks.clusters.contains(folder))
      locks.clusters[folder] = TRY(take_lock(folder, what, purpose, platform));
  }
  for (const EnvironmentName& each : names) {
    if (each.name.empty() || locks.environments.contains(folder_of(each, platform))) continue;
    locks.environments[folder_of(each, platform)] = TRY(lock_environment(each, purpose, platform));
  }
  return locks;
}

// Where somebody else is at it, it is.
base::Status remember_all(const std::vector<EnvironmentName>& names, const Platform& platform) {
  std::set<std::string> folders;
  for (const EnvironmentName& each : names) {
    folders.insert(platform.home.cluster_journal(each.organization, each.cluster));
    if (!each.name.empty()) folders.insert(folder_of(each, platform));
  }
  for (const std::string& folder : folders)
    TRY(engine::claim_place(folder, TRY(engine::place_of(platform.home.places(), folder, platform.clock)),
                            platform.clock));
  return {};
}

}  // namespace

base::Status follow_clusters(const std::vector<EnvironmentName>& names, const Platform& platform) {
  if (!platform.home.places().given.place.empty()) return {};
  for (const EnvironmentName& each : names) {
    if (each.name.empty() || engine::is_known(folder_of(each, platform)) ||
        TRY(platform.files.load_environment(each.organization, each.project, each.name)))
      continue;
    std::string place =
        TRY(engine::remembered_place(platform.home.cluster_journal(each.organization, each.cluster)));
    if (!place.empty()) TRY(engine::claim_place(folder_of(each, platform), place, platform.clock));
  }
  return {};
}

base::Result<Locks> lock_all(const std::vector<EnvironmentName>& names, const std::string& purpose,
                             const Platform& platform) {
  TRY(follow_clusters(names, platform));
  auto locks = take_all(names, purpose, platform);
  if (!locks && engine::is_held(locks.error())) TRY(remember_all(names, platform));
  return locks;
}

base::Result<Lock> lock_environment(const EnvironmentName& name, const std::string& purpose,
                                    const Platform& platform) {
  return take_lock(folder_of(name, platform), fmt::format("environment {}/{}", name.project, name.name),
                   purpose, platform);
}

}  // namespace platform

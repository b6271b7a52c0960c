#include "platform/target/locks.h"

#include <fmt/core.h>

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

engine::HeldLease* Locks::of(const blueprint::ClusterTarget& target, const Platform& platform) const {
  return find(clusters, platform.home.cluster_journal(target.organization, target.cluster));
}

engine::HeldLease* Locks::of(const EnvironmentState& state, const Platform& platform) const {
  return find(environments, platform.home.environment_journal(state.organization, state.project, state.name));
}

base::Result<Locks> lock_all(const std::vector<EnvironmentName>& names, const std::string& purpose,
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

base::Result<Lock> lock_environment(const EnvironmentName& name, const std::string& purpose,
                                    const Platform& platform) {
  return take_lock(folder_of(name, platform), fmt::format("environment {}/{}", name.project, name.name),
                   purpose, platform);
}

}  // namespace platform

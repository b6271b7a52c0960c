#include "platform/target/locks.h"

#include <fmt/core.h>

#include "engine/keep/file_keep.h"
#include "platform/state/keeps.h"

namespace platform {

namespace {

std::string folder_of(const EnvironmentName& name, const Platform& platform) {
  return platform.home.environment_journal(name.organization, name.project, name.name);
}

engine::HeldLease* find(const std::map<std::string, Lock>& locks, const std::string& folder) {
  auto found = locks.find(folder);
  return found == locks.end() ? nullptr : found->second.get();
}

// In the home a lock that came to nothing leaves nothing behind.
base::Result<std::unique_ptr<engine::Keep>> open_for_lock(const std::string& folder, const std::string& place,
                                                          const Platform& platform) {
  if (!place.empty()) return open_keep_at(platform.home, folder, place, platform.clock);
  auto keep = std::make_unique<engine::FileKeep>(folder, platform.clock);
  keep->leave_nothing_unwritten();
  return keep;
}

base::Result<Lock> take_lock(const std::string& folder, const std::string& what, const std::string& purpose,
                             const Platform& platform) {
  // Where nobody makes calls side by side, nobody renews beside them either.
  using Renewal = engine::HeldLease::Renewal;
  auto renewal = platform.calls_at_once == 0 ? Renewal::when_used : Renewal::by_thread;
  auto in_words = [&](const base::Error& error) { return error.in(what); };
  std::string place = TRY(place_of(platform.home, folder, platform.clock).map_error(in_words));
  auto keep = TRY(open_for_lock(folder, place, platform).map_error(in_words));
  // Before anything is written there.
  if (place != TRY(remembered_place(folder))) TRY(remember_place(folder, place));
  auto held =
      engine::HeldLease::take(std::move(keep), platform.clock, {engine::lock_owner(), purpose}, renewal);
  return std::move(held).map_error(in_words);
}

}  // namespace

engine::HeldLease* Locks::of(const ClusterTarget& target, const Platform& platform) const {
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

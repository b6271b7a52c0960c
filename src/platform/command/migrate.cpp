#include "platform/command/migrate.h"

#include "engine/keep/places.h"
#include "engine/state/move_keep.h"
#include "platform/command/drift.h"
#include "platform/command/known_states.h"
#include "platform/resources/cluster.h"
#include "platform/resources/environment.h"
#include "platform/target/locks.h"

namespace platform {
namespace {

// To look at what is remembered moves it.
base::Status move_environment(const KnownState& known, const Platform& platform) {
  EnvironmentTarget target;
  target.state = *known.environment;
  const EnvironmentState& state = target.state;
  Lock lock = TRY(lock_environment({state.organization, state.project, state.name, state.cluster},
                                   "state migrate", platform));
  target.lock = lock.get();
  auto cluster = TRY(blueprint::open_target(state.organization, state.cluster, true, platform.connections,
                                            platform.progress));
  target.cluster = cluster.get();
  TRY(EnvironmentWork::down(target, platform));
  return {};
}

base::Status move_cluster(const KnownState& known, const blueprint::Cluster& cluster,
                          const Platform& platform) {
  Locks locks = TRY(lock_all({{known.organization, "", "", cluster}}, "state migrate", platform));
  auto target =
      TRY(blueprint::open_target(known.organization, cluster, true, platform.connections, platform.progress));
  target->lock = locks.of(*target, platform);
  TRY(blueprint::ClusterWork::down(*target, world_of(*target, platform)));
  return {};
}

}  // namespace

base::Result<std::vector<std::string>> migrate(const Platform& platform) {
  std::vector<std::string> moved;
  for (const KnownState& known : TRY(known_states(platform.home))) {
    if (known.environment) {
      if (known.environment->former.empty()) continue;
      TRY(move_environment(known, platform));
    } else {
      blueprint::Cluster cluster = TRY(cluster_of(known, {}, platform));
      if (TRY(platform.files.former_cluster(known.organization, cluster)).empty()) continue;
      TRY(move_cluster(known, cluster, platform));
    }
    moved.push_back(known.name);
  }
  return moved;
}

base::Result<std::vector<std::string>> move_states(const std::vector<KnownState>& states,
                                                   const std::string& place, const Platform& platform) {
  std::vector<std::string> moved;
  for (const KnownState& known : states) {
    std::string before = TRY(engine::remembered_place(known.folder));
    if (before == place) continue;
    auto from = TRY(engine::open_keep_at(platform.home.places(), known.folder, before, platform.clock));
    auto to = TRY(engine::open_keep_at(platform.home.places(), known.folder, place, platform.clock));
    auto done = engine::move_keep(*from, *to, place.empty() ? platform.home.root() : place, platform.clock,
                                  {engine::lock_owner(), "state migrate"});
    if (!done) return tl::unexpected(done.error().in(known.name));
    TRY(engine::remember_place(known.folder, place));
    moved.push_back(known.name);
  }
  return moved;
}

}  // namespace platform

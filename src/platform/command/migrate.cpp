#include "platform/command/migrate.h"

#include "engine/apply/report.h"
#include "engine/keep/history.h"
#include "engine/keep/places.h"
#include "engine/state/move_keep.h"
#include "platform/command/drift.h"
#include "platform/command/known_states.h"
#include "platform/resources/cluster.h"
#include "platform/resources/environment.h"
#include "platform/state/digest_key.h"
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

base::Result<MovedStates> move_states(const std::vector<engine::NamedState>& states, const std::string& place,
                                      const Platform& platform) {
  const engine::Places& places = platform.home.places();
  DigestKey key = TRY(DigestKey::read(platform.home));
  MovedStates moved;
  for (const engine::NamedState& known : states) {
    std::string before = known.place ? *known.place : TRY(engine::remembered_place(known.folder));
    if (before == place) continue;
    if (platform.stop.stop_requested()) return tl::unexpected(engine::unfinished("stopped"));
    auto from = TRY(engine::open_keep_at(places, known.folder, before, platform.clock));
    auto to = TRY(engine::open_keep_at(places, known.folder, place, platform.clock));
    bool has_digests = known.sort == "environment" && before.empty();
    auto done = engine::move_keep(*from, *to, place.empty() ? platform.home.root() : place, platform.clock,
                                  {engine::lock_owner(), "state migrate"}, has_digests ? key.text() : "");
    if (!done) return tl::unexpected(done.error().in(known.name));
    if (place.empty() || engine::is_known(known.folder)) TRY(engine::remember_place(known.folder, place));
    moved.names.push_back(known.name);
    if (!before.empty()) moved.from.insert(before);
  }
  return moved;
}

base::Result<std::vector<std::string>> kept_at(const std::string& place, const Platform& platform) {
  const engine::Places& places = platform.home.places();
  std::vector<std::string> names;
  for (const std::string& folder : TRY(engine::folders_at(places, place))) {
    auto keep = TRY(engine::open_keep_at(places, folder, place, platform.clock));
    auto history = engine::load_departed(*keep);
    if (history && (!history->state.departed_to.empty() || history->state.records.empty())) continue;
    names.push_back(folder.substr(folder.find('/', places.root.size() + 1) + 1));
  }
  return names;
}

}  // namespace platform

#include "platform/command/migrate.h"

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
  auto lock = TRY(lock_environment({state.organization, state.project, state.name, state.cluster}, platform));
  auto cluster =
      TRY(open_target(state.organization, state.cluster, true, platform.connections, platform.progress));
  target.cluster = cluster.get();
  TRY(EnvironmentWork::down(target, platform));
  return {};
}

base::Status move_cluster(const KnownState& known, const Cluster& cluster, const Platform& platform) {
  auto locks = TRY(lock_all({{known.organization, "", "", cluster}}, platform));
  auto target = TRY(open_target(known.organization, cluster, true, platform.connections, platform.progress));
  TRY(ClusterWork::down(*target, platform));
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
      Cluster cluster = TRY(cluster_of(known, {}, platform));
      if (TRY(platform.files.former_cluster(known.organization, cluster)).empty()) continue;
      TRY(move_cluster(known, cluster, platform));
    }
    moved.push_back(known.name);
  }
  return moved;
}

}  // namespace platform

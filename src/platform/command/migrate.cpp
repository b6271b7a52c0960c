#include "platform/command/migrate.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "platform/command/drift.h"
#include "platform/kinds/kinds.h"
#include "platform/resources/cluster.h"
#include "platform/resources/identities.h"
#include "platform/target/locks.h"

namespace platform {
namespace {

// What a former Slipway called it, and the kind that it is today, if it is one.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kFormerKinds = {
    {{"role", kRole}, {"service-account", kServiceAccount}, {"namespace", "kube-namespace"}}};

// To look at what is remembered moves it.
base::Status move_environment(const KnownState& known, const Platform& platform) {
  EnvironmentTarget target;
  target.state = *known.environment;
  const EnvironmentState& state = target.state;
  auto lock = TRY(lock_environment({state.organization, state.project, state.name, state.cluster}, platform));
  auto cluster =
      TRY(open_target(state.organization, state.cluster, true, platform.connections, platform.progress));
  target.cluster = cluster.get();
  TRY(Identities::down(target, platform));
  return {};
}

base::Status move_cluster(const KnownState& known, const Cluster& cluster, const Platform& platform) {
  auto locks = TRY(lock_all({{known.organization, "", "", cluster}}, platform));
  auto target = TRY(open_target(known.organization, cluster, true, platform.connections, platform.progress));
  TRY(plan_cluster_removal(*target, platform));
  return {};
}

}  // namespace

bool is_former(const EnvironmentState& state) {
  static const engine::Kinds kinds = kinds_of_account("", base::Milliseconds(0));
  const auto& entries = state.journal.entries();
  return std::any_of(entries.begin(), entries.end(), [](const JournalEntry& made) {
    return std::any_of(kFormerKinds.begin(), kFormerKinds.end(), [&](const auto& names) {
      return made.kind == names.first && engine::find_kind(kinds, names.second);
    });
  });
}

base::Result<std::vector<std::string>> migrate(const Platform& platform) {
  std::vector<std::string> moved;
  for (const KnownState& known : TRY(known_states(platform.home))) {
    if (known.environment) {
      if (!is_former(*known.environment)) continue;
      TRY(move_environment(known, platform));
    } else {
      Cluster cluster = TRY(cluster_of(known, {}, platform));
      if (!TRY(platform.files.former_cluster(known.organization, cluster))) continue;
      TRY(move_cluster(known, cluster, platform));
    }
    moved.push_back(known.name);
  }
  return moved;
}

}  // namespace platform

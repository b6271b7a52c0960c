#include "platform/command/down_cluster.h"

#include "blueprint/cluster/whole.h"
#include "engine/keep/history.h"
#include "platform/command/drift.h"
#include "platform/command/known_states.h"

namespace platform {

base::Result<Configuration> configuration_of_cluster(const std::string& name, const Platform& platform) {
  std::vector<KnownState> clusters = TRY(known_states(platform.home));
  std::erase_if(clusters, [](const KnownState& known) { return known.environment.has_value(); });
  KnownState known = TRY(engine::find_state(clusters, name).map_error([](base::Error error) {
    if (error.kind == base::ErrorKind::not_found)
      error.hint +=
          "; if its state was lost: slipway state rebuild FILE; if it is kept elsewhere: --state ADDRESS";
    return error;
  }));
  auto keep = TRY(known.keep(platform.home.places(), platform.clock));
  engine::State state = TRY(engine::load(*keep)).state;
  if (!blueprint::is_whole(state))
    return tl::unexpected(
        base::Error{base::ErrorKind::invalid, fmt::format("no file describes cluster `{}`", name),
                    "it goes with the last environment that uses it: slipway down --environment"});
  blueprint::Cluster cluster = TRY(cluster_of(known, state, platform));
  auto desired = std::make_shared<blueprint::DesiredCluster>();
  desired->organization = known.organization;
  desired->name = cluster.name;
  desired->region = cluster.region;
  desired->is_protected = blueprint::was_protected(state);
  cluster.desired = std::move(desired);
  return Configuration{known.organization, {std::move(cluster)}, {}};
}

}  // namespace platform

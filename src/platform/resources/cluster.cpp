#include "platform/resources/cluster.h"

#include "platform/resources/former_cluster.h"

namespace platform {

blueprint::ClusterWorld world_of(const blueprint::ClusterTarget& target, const Platform& platform) {
  std::string folder = platform.home.cluster_journal(target.organization, target.cluster);
  blueprint::ClusterWorld world{.run = platform.run_world()};
  world.ignores_insights = platform.ignores_insights;
  world.wants_foreign = platform.wants_foreign;
  world.open = [&target, &platform, folder]() -> base::Result<std::unique_ptr<engine::Keep>> {
    auto keep = TRY(engine::open_keep(platform.home.places(), folder, platform.clock));
    TRY(move_former_cluster(target, platform));
    return keep;
  };
  world.before_change = [&] { return platform.files.mark_moved(target.organization, target.cluster); };
  world.after_removal = [&target, &platform, folder]() -> base::Status {
    if (TRY(engine::place_of(platform.home.places(), folder, platform.clock)).empty()) target.lock->abandon();
    return platform.files.remove_cluster(target.organization, target.cluster);
  };
  return world;
}

}  // namespace platform

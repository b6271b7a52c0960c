#include "platform/command/opening.h"

#include <algorithm>

#include "platform/target/locks.h"

namespace platform {
namespace {

bool makes_roles(const Environment& environment) {
  return std::any_of(environment.services.begin(), environment.services.end(), [](const Service& service) {
    return service.permissions && service.permissions->makes_role();
  });
}

}  // namespace

bool Opened::needs_provider(const blueprint::ClusterTarget& cluster) const {
  return std::any_of(environments.begin(), environments.end(), [&](const auto& target) {
    return target->cluster == &cluster && makes_roles(*target->desired);
  });
}

base::Result<Opened> open_all(const Configuration& configuration, bool may_start, const Platform& platform) {
  Opened opened;
  TRY(follow_clusters(names_in(configuration), platform));
  for (const Environment& desired : configuration.environments) {
    auto known = std::find_if(opened.clusters.begin(), opened.clusters.end(),
                              [&](const auto& each) { return each->cluster.name == desired.cluster.name; });
    if (known == opened.clusters.end()) {
      opened.clusters.push_back(TRY(blueprint::open_target(
          configuration.organization, desired.cluster, may_start, platform.connections, platform.progress)));
      known = std::prev(opened.clusters.end());
    }
    auto target = std::make_unique<EnvironmentTarget>();
    target->desired = &desired;
    target->cluster = known->get();
    target->state = TRY(begin_environment(configuration.organization, desired, **known, platform));
    opened.environments.push_back(std::move(target));
  }
  return opened;
}

base::Status check_runtimes(const Opened& opened, const Platform& platform) {
  for (const auto& target : opened.environments) {
    const blueprint::Cluster& cluster = target->desired->cluster;
    if (cluster.is_kubernetes()) TRY(platform.connections.runtime(cluster.runtime, cluster));
  }
  return {};
}

}  // namespace platform

#include "platform/command/opening.h"

#include <algorithm>

namespace platform {
namespace {

bool makes_roles(const Environment& environment) {
  return std::any_of(environment.services.begin(), environment.services.end(), [](const Service& service) {
    return service.permissions && service.permissions->makes_role();
  });
}

base::Result<blueprint::ClusterTarget*> open_one(const std::string& organization,
                                                 const blueprint::Cluster& cluster, bool may_start,
                                                 const Platform& platform, Opened& opened) {
  for (const auto& known : opened.clusters)
    if (known->cluster.name == cluster.name) return known.get();
  opened.clusters.push_back(
      TRY(blueprint::open_target(organization, cluster, may_start, platform.connections, platform.progress)));
  return opened.clusters.back().get();
}

}  // namespace

bool Opened::needs_provider(const blueprint::ClusterTarget& cluster) const {
  return std::any_of(environments.begin(), environments.end(), [&](const auto& target) {
    return target->cluster == &cluster && makes_roles(*target->desired);
  });
}

base::Result<Opened> open_all(const Configuration& configuration, bool may_start, const Platform& platform) {
  Opened opened;
  for (const Environment& desired : configuration.environments) {
    blueprint::ClusterTarget* cluster =
        TRY(open_one(configuration.organization, desired.cluster, may_start, platform, opened));
    cluster->has_environments = true;
    auto target = std::make_unique<EnvironmentTarget>();
    target->desired = &desired;
    target->cluster = cluster;
    target->state = TRY(begin_environment(configuration.organization, desired, *cluster, platform));
    if (!TRY(platform.files.load_environment(configuration.organization, desired.project, desired.name)))
      opened.new_environments.push_back(target->state.id);
    opened.environments.push_back(std::move(target));
  }
  for (const blueprint::Cluster& each : configuration.clusters)
    if (each.is_described()) TRY(open_one(configuration.organization, each, may_start, platform, opened));
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

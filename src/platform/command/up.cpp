#include "platform/command/up.h"

#include "base/text.h"
#include "platform/state/digest_key.h"
#include "platform/state/service_name.h"
#include "platform/state/specification.h"
#include "platform/target/locks.h"
#include "platform/workloads/token.h"

namespace platform {
base::Result<std::unique_ptr<Up>> Up::prepare(const Configuration& configuration, const Platform& platform) {
  std::unique_ptr<Up> up(new Up(configuration, platform));
  TRY(up->lock());
  TRY(DigestKey::make(platform.home, platform.random));
  up->opened_ = TRY(open_all(configuration, true, platform));
  for (auto& cluster : up->opened_.clusters) cluster->lock = up->locks_.of(*cluster, platform);
  for (auto& target : up->opened_.environments) target->lock = up->locks_.of(target->state, platform);
  TRY(up->make_plan());
  return up;
}

base::Status Up::lock() {
  std::vector<EnvironmentName> names;
  for (const Environment& environment : configuration_.environments) {
    names.push_back(
        {configuration_.organization, environment.project, environment.name, environment.cluster});
  }
  for (const blueprint::Cluster& cluster : configuration_.clusters)
    if (cluster.is_described()) names.push_back({configuration_.organization, "", "", cluster});
  locks_ = TRY(lock_all(names, "slipway up", platform_));
  return {};
}

base::Status Up::make_plan() {
  TRY(check_runtimes(opened_, platform_));
  for (auto& cluster : opened_.clusters) {
    bool needs_provider = opened_.needs_provider(*cluster);
    cluster_works_.push_back(
        TRY(blueprint::ClusterWork::up(*cluster, needs_provider, world_of(*cluster, platform_))));
    plan_.sections.push_back(cluster_works_.back()->section());
  }
  for (auto& target : opened_.environments) {
    environment_works_.push_back(TRY(EnvironmentWork::up(*target, platform_)));
    plan_.sections.push_back(environment_works_.back()->section());
  }
  return {};
}

base::Status Up::apply() {
  // What was found to be ours is remembered before anything new is made.
  for (auto& target : opened_.environments) {
    TRY(platform_.files.save(target->state));
    TRY(save_specification(platform_.home, target->state.namespace_name, *target->desired));
  }
  for (auto& work : cluster_works_) TRY(work->apply());
  // Roll-outs take long. Whoever could remove the cluster meanwhile sees that these environments use it.
  for (auto& cluster : opened_.clusters) cluster->lock = nullptr;
  locks_.clusters.clear();
  for (auto& work : environment_works_) TRY(work->apply());
  return keep_tokens();
}

base::Status Up::keep_tokens() {
  for (auto& target : opened_.environments) {
    for (const DeployedService& service : target->state.services) {
      if (!service.has_identity() || target->state.cluster.is_kubernetes()) continue;
      TRY(platform_.connections.keep_token(
          desired_token(target->state, service, target->cluster->address, platform_.home)));
    }
  }
  return {};
}

std::string Up::example_service() const {
  auto all = platform_.files.load_environments();
  for (const auto& target : opened_.environments) {
    for (const Service& service : target->desired->services) {
      if (service.job || service.cron) continue;
      std::string name = service.slug;
      for (const std::string& scope :
           {target->state.name, target->state.project, target->state.organization}) {
        if (!all || find_service(*all, name)) break;
        name = base::slug(scope, 64) + "/" + name;
      }
      return name;
    }
  }
  return "";
}

}  // namespace platform

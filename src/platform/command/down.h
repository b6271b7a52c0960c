// `slipway down`: the way back, from the journals alone.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "platform/resources/cluster.h"
#include "platform/resources/environment.h"
#include "platform/target/environment_target.h"
#include "platform/target/locks.h"

namespace platform {

class Down {
 public:
  // Environments of the file that were never made are passed over. A cluster goes where no other environment
  // uses it. not `configuration`'s details but its names count: what to remove, the journals say.
  static base::Result<std::unique_ptr<Down>> prepare(const Configuration& configuration,
                                                     const Platform& platform);

  const engine::Outline& plan() const { return plan_; }
  base::Status apply();

  // What in the accounts still carries the tags or labels of what was removed; empty is the proof.
  base::Result<std::vector<std::string>> leftovers();
  // One line for each embedded account that goes on running.
  std::vector<std::string> still_running() const;

 private:
  explicit Down(const Platform& platform) : platform_(platform) {}
  base::Status open(const Configuration& configuration);
  base::Status open_environment(const Configuration& configuration, const Environment& desired);
  base::Status check_not_lost(EnvironmentTarget& target) const;
  base::Status check_not_lost(const std::string& organization, const blueprint::Cluster& cluster);
  base::Result<blueprint::ClusterTarget*> open_cluster(const std::string& organization,
                                                       const blueprint::Cluster& cluster);
  base::Status plan_cluster(blueprint::ClusterTarget& cluster, const std::vector<EnvironmentState>& all);
  base::Status make_plan();
  base::Status find_left_running(EnvironmentTarget& target, const EnvironmentWork& work,
                                 engine::Section& section);
  base::Result<std::vector<std::string>> users_elsewhere(blueprint::ClusterTarget& cluster);
  base::Status end_left_running(EnvironmentTarget& target);
  base::Status forget(const EnvironmentTarget& target);

  const Platform& platform_;
  Locks locks_;
  std::vector<std::unique_ptr<blueprint::ClusterTarget>> clusters_;
  std::vector<blueprint::ClusterTarget*> removed_clusters_;
  std::vector<std::unique_ptr<EnvironmentTarget>> environments_;
  std::vector<std::shared_ptr<EnvironmentWork>> environment_works_;  // one for each
  std::multimap<const EnvironmentTarget*, DeployedService> left_running_;
  std::vector<std::unique_ptr<blueprint::ClusterWork>> cluster_works_;
  engine::Outline plan_;
};

}  // namespace platform

// `slipway up`: from a configuration to a plan, and from the plan to what it says.
#pragma once

#include <memory>
#include <vector>

#include "platform/command/opening.h"
#include "platform/resources/cluster.h"
#include "platform/resources/environment.h"
#include "platform/target/locks.h"

namespace platform {

class Up {
 public:
  // Takes the locks, opens the accounts (starting an embedded one that does not answer), reads what is there
  // and plans. Nothing in any account is changed. `configuration` and `platform` must outlive it.
  static base::Result<std::unique_ptr<Up>> prepare(const Configuration& configuration,
                                                   const Platform& platform);

  const engine::Outline& plan() const { return plan_; }
  // Carries the plan out, and has the agent keep all tokens fresh, also those that were left as they are.
  base::Status apply();

  // How to address the first service once it is deployed, for a word at the end: `debian`, or with its
  // environment in front where several have that name; empty if there is none.
  std::string example_service() const;

 private:
  Up(const Configuration& configuration, const Platform& platform)
      : configuration_(configuration), platform_(platform) {}
  base::Status lock();
  base::Status make_plan();
  base::Status keep_tokens();

  const Configuration& configuration_;
  const Platform& platform_;
  Locks locks_;
  Opened opened_;
  std::vector<std::unique_ptr<blueprint::ClusterWork>> cluster_works_;
  std::vector<std::shared_ptr<EnvironmentWork>> environment_works_;
  engine::Outline plan_;
};

}  // namespace platform

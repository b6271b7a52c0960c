// A cluster and what it needs for itself: its role, the EKS cluster, the identity provider of its issuer. What Slipway
// made of them is in a journal of the cluster's own, since environments share it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "blueprint/cloud/cloud_caller.h"
#include "engine/keep/keep.h"
#include "platform/resources/role.h"

namespace platform {

class ClusterWork {
 public:
  // Under the cluster's lock. `target` and `platform` must outlive it. `needs_provider`: some service has a role made
  // by Slipway. conflict: the cluster, its role or its provider belongs to somebody else.
  static base::Result<std::unique_ptr<ClusterWork>> up(ClusterTarget& target, bool needs_provider,
                                                       const Platform& platform);
  // The way back: what the journal says that we made. Then nothing is remembered of the cluster.
  static base::Result<std::unique_ptr<ClusterWork>> down(ClusterTarget& target, const Platform& platform);

  const engine::Section& section() const { return section_; }
  const engine::Run& run() const { return run_; }
  // When it is done, the target says what is there then.
  base::Status apply() { return is_removal_ ? remove() : make(); }

 private:
  ClusterWork(ClusterTarget& target, std::unique_ptr<engine::Keep> keep, const Platform& platform);
  static base::Result<std::unique_ptr<ClusterWork>> open(ClusterTarget& target, const Platform& platform);
  base::Status load();
  base::Status plan(bool needs_provider);
  base::Status plan_removal();
  base::Status make();
  base::Status remove();
  base::Result<std::vector<engine::Resource>> desired(bool needs_provider);
  base::Status add_provider(bool needs_provider, std::vector<engine::Resource>& desired);
  bool is_managed() const;
  std::string words(const std::string& address) const;
  engine::Line cluster_line() const;
  engine::Line provider_line() const;

  ClusterTarget& target_;
  const Platform& platform_;
  std::unique_ptr<engine::Keep> keep_;  // to read from
  blueprint::CloudCaller caller_;
  engine::Run run_;
  DesiredRole role_;
  engine::Section section_;
  bool has_foreign_provider_ = false;
  bool is_removal_ = false;
};

// Of one that stays, since these environments use it.
engine::Section kept(const ClusterTarget& target, const std::vector<std::string>& users);

}  // namespace platform

// A cluster and what it needs for itself: its role, the EKS cluster, the identity provider of its issuer. What Slipway
// made of them is in a journal of the cluster's own, since environments share it.
#pragma once

#include <memory>
#include <optional>

#include "engine/keep/file_keep.h"
#include "platform/kinds/cloud_caller.h"
#include "platform/resources/run.h"
#include "platform/target/cluster_target.h"

namespace platform {

class ClusterWork {
 public:
  // Under the cluster's lock. `target` and `platform` must outlive it. `needs_provider`: some service has a role made
  // by Slipway. conflict: the cluster, its role or its provider belongs to somebody else.
  static base::Result<std::unique_ptr<ClusterWork>> up(ClusterTarget& target, bool needs_provider,
                                                       const Platform& platform);
  // The way back: what the journal says that we made.
  static base::Result<std::unique_ptr<ClusterWork>> down(ClusterTarget& target, const Platform& platform);

  const Section& section() const { return section_; }
  // After up() the target says what is there then; after down() nothing is remembered of the cluster.
  base::Status apply();

 private:
  ClusterWork(ClusterTarget& target, const Platform& platform);
  base::Result<std::vector<engine::Resource>> desired(bool needs_provider);
  base::Status add_provider(bool needs_provider, std::vector<engine::Resource>& desired);
  std::string words(const std::string& address) const;
  Step role_line() const;
  Step cluster_line() const;
  Step provider_line() const;

  ClusterTarget& target_;
  const Platform& platform_;
  engine::FileKeep keep_;
  CloudCaller caller_;
  Run run_;
  Section section_;
  bool has_foreign_provider_ = false;
  bool is_removal_ = false;
};

// Of one that stays, since these environments use it.
Section kept(const ClusterTarget& target, const std::vector<std::string>& users);

// Of what `slipway cluster start` makes for no deployment.
Marks marks_of_cluster_start();
// The role of a cluster and its policies, with these tags.
std::vector<engine::Resource> cluster_role(const ClusterTarget& target, const Marks& tags);
// The tags with which Slipway made the role for this very cluster. nullopt: there is none, or it is somebody else's.
base::Result<std::optional<Marks>> tags_of_cluster_role(Cloud& cloud, const Cluster& cluster);
// Makes them, and remembers nothing of it.
base::Status make_cluster_role(ClusterTarget& target, const Marks& tags, const Platform& platform);
// What CreateCluster is asked for, with the role above.
json::Value new_cluster(const ClusterTarget& target, const Marks& tags);

}  // namespace platform

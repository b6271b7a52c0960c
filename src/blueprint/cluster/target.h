// A cluster as whoever works on it needs it: the account it is in, and what AWS says of it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "blueprint/cluster/connections.h"
#include "blueprint/kinds/cluster_caller.h"
#include "blueprint/trust/ownership.h"

namespace engine {
class HeldLease;
}  // namespace engine

namespace blueprint {

struct ClusterTarget {
  ClusterTarget(std::string organization_, Cluster cluster_);

  std::string organization;
  Cluster cluster;
  AccountAccess access;
  std::unique_ptr<Cloud> cloud;
  std::string account_id;
  std::string caller_arn;             // whoever works on it
  engine::HeldLease* lock = nullptr;  // of its state (locks.h), which whoever changes it has
  bool has_environments = false;      // some are deployed on it, by whoever works on it

  // Known once the cluster exists; empty before. Of one that is ending nothing but status and tags.
  std::string status;  // ACTIVE, CREATING, ...
  bool is_ending() const { return status == "DELETING"; }
  std::string version;  // of Kubernetes
  std::string issuer;
  std::string role_arn;  // that the cluster itself has
  ClusterAddress address;
  Marks tags;

  Owner owner() const;  // of what belongs to the cluster as a whole
  std::string provider_arn() const;
  // The cluster's API; made at the first call.
  base::Result<ClusterApi*> api(Connections& connections);
  // The engine's way to both. The connections and this outlive it.
  ClusterCaller caller(Connections& connections);
  // Asks AWS again. status is empty if there is no such cluster.
  base::Status read();

 private:
  std::unique_ptr<ClusterApi> api_;
};

// The account answers, the caller is known, and the cluster has been read.
base::Result<std::unique_ptr<ClusterTarget>> open_target(const std::string& organization,
                                                         const Cluster& cluster, bool may_start,
                                                         Connections& connections, const Progress& progress);

}  // namespace blueprint

// The engine's calls on their way to AWS, and to the Kubernetes of a cluster as soon as there is one.
#pragma once

#include "blueprint/cloud/cloud_caller.h"
#include "platform/target/cluster_target.h"

namespace platform {

class ClusterCaller final : public engine::Caller {
 public:
  // Both outlive it.
  ClusterCaller(ClusterTarget& target, Connections& connections)
      : target_(target), connections_(connections), cloud_(*target.cloud) {}

  // Of `kubernetes`, with the operations and codes of kinds/namespace.cpp and kinds/service_account.cpp. While the
  // cluster is not ACTIVE, there is nothing on it.
  engine::Answer call(const engine::Call& call, const base::Deadline& deadline) override;

 private:
  engine::Answer of_kubernetes(const engine::Request& request);

  ClusterTarget& target_;
  Connections& connections_;
  blueprint::CloudCaller cloud_;
  std::mutex mutex_;  // the target makes its API at the first call
};

}  // namespace platform

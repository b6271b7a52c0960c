// The engine's calls on their way to AWS, and to the Kubernetes of a cluster as soon as there is one.
#pragma once

#include <functional>
#include <mutex>

#include "blueprint/cloud/cloud_caller.h"
#include "blueprint/kubernetes/cluster_api.h"

namespace blueprint {

class ClusterCaller final : public engine::Caller {
 public:
  // nullptr: there is no cluster yet, or it is not ACTIVE, so there is nothing on it.
  using Api = std::function<base::Result<ClusterApi*>()>;

  // `cloud` outlives it, as what `api` gives does. `api` is asked for each call, by one thread at a time.
  ClusterCaller(Cloud& cloud, Api api) : cloud_(cloud), api_(std::move(api)) {}

  // Of `kubernetes`, with the operations and codes of namespace.cpp and service_account.cpp.
  engine::Answer call(const engine::Call& call, const base::Deadline& deadline) override;

 private:
  engine::Answer of_kubernetes(const engine::Request& request);

  CloudCaller cloud_;
  Api api_;
  std::mutex mutex_;  // it may be made at the first call
};

}  // namespace blueprint

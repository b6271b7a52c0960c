// What is reached beyond this process where clusters are made and used, as a contract.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "blueprint/cloud/cloud.h"
#include "blueprint/cluster/cluster.h"

namespace blueprint {

using Progress = std::function<void(const std::string&)>;  // one line for the user

class Connections {
 public:
  virtual ~Connections() = default;

  // not `may_start`: an embedded account that does not answer is an error (unavailable).
  virtual base::Result<AccountAccess> open_account(const AccountReference& account, bool may_start,
                                                   const Progress& progress) = 0;
  virtual std::unique_ptr<Cloud> cloud(const AccountAccess& access, const std::string& region) = 0;
  // The API of `cluster`: that which EKS names (`address`), unless it has a kubeconfig.
  virtual base::Result<std::unique_ptr<ClusterApi>> cluster_api(const Cluster& cluster,
                                                                const AccountAccess& access,
                                                                const ClusterAddress& address) = 0;
};

}  // namespace blueprint

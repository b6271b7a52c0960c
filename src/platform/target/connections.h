// What the platform reaches beyond this process, as contracts: the command line gives the real ones, tests give others.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "blueprint/cloud/cloud.h"
#include "blueprint/kubernetes/cluster_api.h"
#include "platform/desired/configuration.h"
#include "runtime/runtime.h"
#include "runtime/token/desired_token.h"

namespace platform {

using Progress = std::function<void(const std::string&)>;  // one line for the user

// A document over https, and the certificates that came with it, leaf first.
struct Fetched {
  int status = 0;
  std::string body;
  std::vector<std::string> chain_pem;
};

class Connections {
 public:
  virtual ~Connections() = default;

  // not `may_start`: an embedded account that does not answer is an error (unavailable).
  virtual base::Result<blueprint::AccountAccess> open_account(const AccountReference& account, bool may_start,
                                                              const Progress& progress) = 0;
  virtual std::unique_ptr<blueprint::Cloud> cloud(const blueprint::AccountAccess& access,
                                                  const std::string& region) = 0;
  // The API of `cluster`: that which EKS names (`address`), unless it has a kubeconfig.
  virtual base::Result<std::unique_ptr<blueprint::ClusterApi>> cluster_api(
      const Cluster& cluster, const blueprint::AccountAccess& access,
      const blueprint::ClusterAddress& address) = 0;
  // `wanted`: podman, process, auto, or kubernetes, which is that of `cluster`. The same one for the same
  // answer, so it may be kept. Safe from any thread.
  virtual base::Result<runtime::Runtime*> runtime(const std::string& wanted, const Cluster& cluster) = 0;

  // GET of a document of an OIDC issuer, its certificate checked.
  virtual base::Result<Fetched> fetch_issuer(const blueprint::AccountAccess& access,
                                             const std::string& url) = 0;

  // The agent renews what is registered, also after this process has ended (runtime/process/agent.h).
  virtual base::Status keep_token(const runtime::DesiredToken& desired) = 0;
  virtual base::Status forget_token(const std::string& namespace_name, const std::string& service) = 0;
};

}  // namespace platform

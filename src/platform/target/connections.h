// What the platform reaches beyond this process, as contracts: the command line gives the real ones, tests give others.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "blueprint/cluster/connections.h"
#include "platform/desired/configuration.h"
#include "runtime/runtime.h"
#include "runtime/token/desired_token.h"

namespace platform {

// A document over https, and the certificates that came with it, leaf first.
struct Fetched {
  int status = 0;
  std::string body;
  std::vector<std::string> chain_pem;
};

class Connections : public blueprint::Connections {
 public:
  // `wanted`: podman, process, auto, or kubernetes, which is that of `cluster`. The same one for the same
  // answer, so it may be kept. Safe from any thread.
  virtual base::Result<runtime::Runtime*> runtime(const std::string& wanted,
                                                  const blueprint::Cluster& cluster) = 0;

  // GET of a document of an OIDC issuer, its certificate checked.
  virtual base::Result<Fetched> fetch_issuer(const blueprint::AccountAccess& access,
                                             const std::string& url) = 0;

  // The agent renews what is registered, also after this process has ended (runtime/process/agent.h).
  virtual base::Status keep_token(const runtime::DesiredToken& desired) = 0;
  virtual base::Status forget_token(const std::string& namespace_name, const std::string& service) = 0;
};

}  // namespace platform

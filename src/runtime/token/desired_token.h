// A token that has to stay fresh: what the agent must know to ask for the next one, kept in the state folder.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/result.h"

namespace runtime {

struct DesiredToken {
  std::string namespace_name;
  std::string service;           // with the namespace: its name
  std::string service_account;   // the subject is system:serviceaccount:NAMESPACE:SERVICE_ACCOUNT
  std::string cluster;           // the cluster's name
  std::string cluster_endpoint;  // its API
  std::string audience;          // sts.amazonaws.com
  std::chrono::seconds expiration{0};
  std::string token_folder;  // on this machine (token_file.h)
  bool operator==(const DesiredToken&) const = default;
};

// Written to STATE_DIR/tokens/NAMESPACE/SERVICE.json (0600), over an older one of that name. The agent renews
// it from then on; see ensure_agent() in agent.h. Holds no secret.
base::Status register_token(const std::string& state_dir, const DesiredToken& desired);
// Forgets the token and removes its token folder. Nothing there is no error.
base::Status forget_token(const std::string& state_dir, const std::string& namespace_name,
                          const std::string& service);
base::Result<std::vector<DesiredToken>> read_desired_tokens(const std::string& state_dir);

}  // namespace runtime

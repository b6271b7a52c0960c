// The account behind which a cluster stands, as the supervisor knows it: whose keys sign its service
// accounts' tokens, who answers its webhooks, and whom to tell what is true. The command line gives the real one.
#pragma once

#include <string>
#include <vector>

#include "base/deadline.h"
#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"

namespace localkube {

struct AccountFacts {
  std::string cluster_id;  // in the path of the webhooks
  std::string issuer;
  base::Secret signing_key_pem;                 // PKCS #8
  std::vector<std::string> verifying_keys_pem;  // of public keys, the signing one's among them
  uint16_t port = 0;                            // where the account serves, on loopback and on the bridges
  std::string authority_pem;

  bool operator==(const AccountFacts&) const = default;
};

class Account {
 public:
  virtual ~Account() = default;

  // Asked again and again: the account rotates the keys when they are due. unavailable: it does not answer.
  virtual base::Result<AccountFacts> ask(const base::Deadline& deadline) = 0;
  // {"status": "ACTIVE", "endpoint": ...}, as the account's control API takes it
  // (services/eks/control_plane.h).
  virtual base::Status tell(const json::Value& control_plane, const base::Deadline& deadline) = 0;
  // {"mapRoles": ..., "mapUsers": ..., "mapAccounts": ...}
  virtual base::Status tell_aws_auth(const json::Value& config_map, const base::Deadline& deadline) = 0;
};

}  // namespace localkube

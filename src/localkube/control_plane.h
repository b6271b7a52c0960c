// The API server of a cluster and who it speaks to: etcd, the account. It is started anew when the account's
// keys or address have changed.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/random.h"
#include "kube/client.h"
#include "localkube/account.h"
#include "localkube/components.h"
#include "localkube/processes.h"

namespace localkube {

class ControlPlane {
 public:
  // All of them outlive it. Secrets that the account and the API server show each other are made here.
  ControlPlane(const Folder& folder, const Components& components, Processes& processes, Account& account,
               const base::Clock& clock, base::Random& random);

  // Asks the account, writes down what it says, and starts the API server. An API server that runs is
  // replaced if the account says something new; else nothing happens. true: it was started.
  base::Result<bool> ensure_api_server(const base::Deadline& deadline);
  // Until it says that it is ready (`/readyz`).
  base::Status wait_until_ready(const base::Deadline& deadline);
  // Makes the first objects, and tells the account that the cluster is ACTIVE and where.
  base::Status open(const base::Deadline& deadline);
  base::Status tell(std::string_view status, const base::Deadline& deadline);

  // Of the administrator; after ensure_api_server().
  kube::Client& client() { return *client_; }
  const std::string& version() const { return version_; }  // v1.32.2; after open()

 private:
  base::Result<Issuer> write_down(const AccountFacts& facts);
  base::Status make_client();

  const Folder& folder_;
  const Components& components_;
  Processes& processes_;
  Account& account_;
  const base::Clock& clock_;
  base::Secret webhook_token_;
  base::Secret api_token_;
  std::optional<AccountFacts> facts_;  // that the API server was started with
  std::unique_ptr<kube::Client> client_;
  std::string version_;
};

}  // namespace localkube

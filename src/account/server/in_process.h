// An account in this process, in memory and without a socket: for rehearsals and tests. AWS's calls, clusters' APIs
// and issuers' documents go the same way as on a server's port, and nothing leaves the process: of all issuers, it
// knows its own clusters' only.
//
//   auto account = TRY(InProcess::make(options, services::all(), catalog, clock, random));
//   aws::Client client({.endpoint = options.endpoint, ...}, account, clock, random);
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "account/call/facilities.h"
#include "account/call/gateway.h"
#include "account/server/accounts.h"
#include "net/transport.h"

namespace account {

struct InProcessOptions {
  NewAccount account = {"default", "", "", {}};     // the first and only one
  std::string endpoint = "https://127.0.0.1:4566";  // where its clusters say that their APIs are
  std::string authority_pem;  // a certificate: the topmost of those that its hosts would present
  std::string objects_dir;    // S3 keeps larger bodies there; nothing is in it before the first
  identity::SpareKey::Make issuer_key =
      {};  // where clusters' keys come from, if they are not to be generated
  Speed speed = Speed::instant();
  Observer* observer = nullptr;  // outlives the account; nullptr: nobody listens
};

// Safe from any thread.
class InProcess final : public net::Transport {
 public:
  // `catalog`, `clock` and `random` outlive the account.
  static base::Result<std::shared_ptr<InProcess>> make(const InProcessOptions& options,
                                                       std::vector<Service> services,
                                                       const policy::Catalog& catalog,
                                                       const base::Clock& clock, base::Random& random);

  // Whatever the remote is, the account answers.
  net::Exchange send(const net::Remote& remote, const net::ClientRequest& request,
                     const base::Deadline& deadline) override;

  const AccountKeys& root() const { return root_; }
  Facilities& facilities() { return facilities_; }

 private:
  InProcess(const InProcessOptions& options, std::unique_ptr<store::Store> store,
            std::vector<Service> services, const policy::Catalog& catalog, const base::Clock& clock,
            base::Random& random);

  std::unique_ptr<store::Store> store_;
  Authorizer authorizer_;
  identity::KeyCache issuers_;
  identity::SpareKey issuer_key_;
  Facilities facilities_;
  Gateway gateway_;
  AccountKeys root_;
};

}  // namespace account

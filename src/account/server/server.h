// The embedded AWS account as a server: any number of simulated accounts behind one port that speaks http and https.
//
// The data directory holds everything (mode 0700): account.db, objects/, authority.pem (public: for
// AWS_CA_BUNDLE), credentials.json (0600: the root keys of every account; the only way in), clock.json (how far
// ahead its clock is), server.json (who serves it now), lock.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "account/call/quota.h"
#include "account/call/rates.h"
#include "account/call/service.h"
#include "account/record/lifecycle.h"
#include "base/clock.h"
#include "base/deadline.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace policy {
class Catalog;
}

namespace account {

struct LoggedCall;  // account/server/call_log.h

inline constexpr uint16_t kDefaultPort = 4566;

struct ServerOptions {
  std::string data_dir;
  uint16_t port = kDefaultPort;  // 0: any free one
  std::vector<std::string> listen = {"127.0.0.1"};
  // The bridge on which containers reach this machine; bound also while it does not exist yet. Empty: none.
  std::string bridge_address;
  std::vector<std::string> cluster_addresses;  // likewise, the bridges of this machine's clusters
  // For the first start only: the first account's id and root keys; made up where absent.
  std::string account_id;
  std::string root_access_key_id;
  base::Secret root_secret_access_key;
  // OIDC issuers that are reached elsewhere than their name says: HOST -> ADDRESS:PORT.
  std::map<std::string, std::string> issuer_overrides;
  Speed speed = Speed::instant();
  std::span<const Quota* const> quotas = {};  // that can be set; they outlive the server
  std::optional<uint64_t> consistency_seed =
      {};                            // of windows in which what was written is not seen (lateness.h)
  std::span<const Rate> rates = {};  // that are enforced, if any are; they outlive the server
  // Told of each call when it has been answered, one at a time; it must be quick.
  std::function<void(const LoggedCall&)> on_call = {};
  std::function<void()> end = {};  // called when somebody with the root keys asks the server to stop
};

class Server {
 public:
  // `catalog`: what AWS's services offer; it must outlive the server.
  // Errors: conflict if the port is taken or another server has the data directory; io for the disk.
  static base::Result<std::unique_ptr<Server>> start(const ServerOptions& options,
                                                     std::vector<Service> services,
                                                     const policy::Catalog& catalog, const base::Clock& clock,
                                                     base::Random& random);
  virtual ~Server() = default;
  virtual uint16_t port() const = 0;
  virtual void stop(const base::Deadline& deadline) = 0;
};

}  // namespace account

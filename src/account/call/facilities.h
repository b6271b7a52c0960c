// What the server gives to all services.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "account/call/authorize.h"
#include "account/call/due_work.h"
#include "account/call/memory.h"
#include "account/call/observer.h"
#include "account/record/lifecycle.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/secret.h"
#include "identity/issuer.h"
#include "identity/web_identity.h"
#include "store/store.h"

namespace account {

struct Facilities {
  store::Store& store;
  const base::Clock& clock;
  base::Random& random;
  Authorizer& authorizer;
  identity::KeyCache& own_keys;     // for issuers of clusters in this server: their host leads to ourselves
  identity::KeyCache& public_keys;  // for every other issuer
  base::Secret seal_key;            // session tokens and authorization messages
  std::string objects_dir;          // S3 bodies (bodies.h)
  std::string endpoint;             // https://127.0.0.1:PORT: where clusters' endpoints are
  std::string authority_pem;        // certificate of the local authority
  identity::SpareKey& issuer_key;   // for the next cluster
  std::vector<std::string> bridges = {};  // the other addresses at which this server is, on the same port
  Memory memory = {};
  Observer* observer = nullptr;  // outlives the server; nullptr: nobody listens
  Speed speed = Speed::instant();
  std::map<std::string, int64_t, std::less<>> quotas =
      {};  // by name, where they are others than AWS's (quota.h)
  NextDue next_due = {};
  const std::vector<Service>* services = nullptr;  // all of the server's, set by its gateway
};

}  // namespace account

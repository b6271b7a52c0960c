// How a cluster is reached, and as whom.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/deadline.h"
#include "base/result.h"
#include "base/secret.h"
#include "net/http.h"
#include "net/tls_trust.h"
#include "net/url.h"

namespace kube {

// What shows who we are.
struct Credential {
  base::Secret token;         // sent as `Authorization: Bearer`; empty: none
  net::TlsIdentity identity;  // empty: none
  std::optional<base::Time> expires;
};

// Asked for a credential when there is none, when the last one is about to expire, and once after the API
// server refused it. May be asked from several threads, one at a time.
using CredentialSource = std::function<base::Result<Credential>(const base::Deadline& deadline)>;

CredentialSource fixed_credential(Credential credential);

struct Access {
  std::string cluster;                     // its name, for messages
  std::string user;                        // the same
  std::string namespace_name = "default";  // of whoever names none
  net::Url server;                         // maybe with a path, which comes before all others
  std::string authority_pem;               // of its certificate; empty: those that this machine trusts
  std::string tls_server_name = "";        // in the verification instead of the server's host
  std::optional<net::Url> connect = std::nullopt;  // where to connect instead of the server's own address
  net::Headers headers = {};                       // sent along: whom to impersonate
  CredentialSource credentials = nullptr;          // nullptr: anonymous
  // Somebody starts the API server again when it ends, and tells it anew who knows us: where nobody answers,
  // or nobody knows us, that may heal.
  bool comes_back = false;
  std::string if_unreachable = "";  // the hint when nobody answers there; empty: a general one
};

}  // namespace kube

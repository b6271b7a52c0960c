// Whom a client believes over TLS, and what it shows of itself.
#pragma once

#include <string>
#include <vector>

#include "base/secret.h"

namespace net {

struct TlsTrust {
  bool system_roots = true;
  std::vector<std::string> authorities_pem;
  // SHA-1 thumbprints (40 hex): the chain is also trusted if its topmost certificate has one of these,
  // provided that the chain is well-formed up to it and the host name fits. Source: IAM User Guide, "Obtain
  // the thumbprint".
  std::vector<std::string> thumbprints;

  bool operator==(const TlsTrust&) const = default;
};

// What a client shows of itself when the server asks for a certificate.
struct TlsIdentity {
  std::string certificate_pem;  // leaf first; empty: nothing is shown
  base::Secret key_pem;

  bool operator==(const TlsIdentity&) const = default;
};

}  // namespace net

// X.509 certificates: a local authority, what it issues, and thumbprints.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/key.h"

namespace crypto {

struct Credential {
  std::string certificate_pem;  // leaf first, then its issuers
  base::Secret key_pem;
};

// A self-signed certificate authority (CA:TRUE, keyCertSign), valid for ten years from `now`.
base::Result<Credential> make_authority(std::string_view common_name, base::Time now);

// A server certificate for DNS names (wildcards allowed, with two labels behind `*.` at least, as OpenSSL
// wants) and IP addresses, signed by the authority and valid for 397 days, the most that clients accept; the
// chain includes the authority's certificate, so that a client sees it in the handshake.
// `also_client`: of a server that is a client of its own kind.
base::Result<Credential> issue_certificate(const Credential& authority, const std::vector<std::string>& names,
                                           base::Time now, bool also_client = false);

// Who a client certificate speaks for, as Kubernetes reads it: the user is the common name, the groups are
// the organizations ("Authenticating", X509 client certificates).
struct Subject {
  std::string common_name;  // at most 64 characters (RFC 5280, ub-common-name)
  std::vector<std::string> organizations = {};
};
// A client certificate, with the life and the chain of a server's.
base::Result<Credential> issue_client_certificate(const Credential& authority, const Subject& subject,
                                                  base::Time now);

// When the first certificate of a PEM text ends to be valid.
base::Result<base::Time> expiry(std::string_view certificate_pem);

// SHA-1 over the DER of one certificate, 40 lower-case hex digits: what IAM calls a thumbprint.
base::Result<std::string> thumbprint(std::string_view certificate_pem);

}  // namespace crypto

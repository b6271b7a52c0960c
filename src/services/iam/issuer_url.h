// The URL of an OpenID Connect provider, as IAM takes it (IAM API Reference, CreateOpenIDConnectProvider).
#pragma once

#include <string>

#include "aws/error.h"

namespace account::iam {

struct IssuerUrl {
  // Without https://, and otherwise as it was given: case, a final slash, double slashes and percent-escapes are
  // part of the provider's name, of its ARN and of its condition keys, since `iss` is compared byte for byte.
  std::string name;
  bool has_port = false;
};

// ValidationError for what is no URL; InvalidInput for one that is not https, has no host that could be one, or
// has a query, a fragment or a user.
aws::Result<IssuerUrl> read_issuer_url(const std::string& text);

// IAM's answer to a port, which only issuers that AWS could not reach may have here.
tl::unexpected<aws::Error> refuse_port(const std::string& text);

}  // namespace account::iam

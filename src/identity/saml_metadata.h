// What IAM reads of an identity provider's metadata (SAML 2.0 metadata, sections 2.3 and 2.4; IAM User Guide,
// "Create a SAML identity provider in IAM").
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "crypto/key.h"

namespace identity {

struct SamlMetadata {
  std::string issuer;                   // entityID
  std::vector<crypto::PublicKey> keys;  // with which it signs; at least one
  std::optional<base::Time> valid_until;
};

// Refuses metadata without an identity provider's part or without a key: a certificate with RSA of 2048 bits or
// more, or on P-256, P-384 or P-521.
base::Result<SamlMetadata> read_saml_metadata(std::string_view text);

}  // namespace identity

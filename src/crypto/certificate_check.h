// Certificates that somebody brings, in PEM: what they say, and whether key and chain belong to them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/key.h"

namespace crypto {

struct CertificateFacts {
  base::Time begins, ends;  // validity
  std::string thumbprint;   // SHA-1 over the DER, hex
};
// Of the one certificate in the text; nothing else may stand in it.
base::Result<CertificateFacts> certificate_facts(std::string_view pem);

// The key that the certificate is for.
base::Result<PublicKey> certificate_key(std::string_view pem);

enum class KeyMatch { matches, differs, unreadable };  // unreadable: also a key with a passphrase
KeyMatch match_key(std::string_view certificate_pem, const base::Secret& key_pem);

// In a chain that begins with the issuer of `leaf`, the position of the first certificate that did not sign the
// one before it; -1: the text holds none. nullopt: all did.
std::optional<int> broken_link(std::string_view leaf_pem, std::string_view chain_pem);

// From the base64 of a DER, as XML carries it.
std::string certificate_pem(std::string_view base64);

}  // namespace crypto

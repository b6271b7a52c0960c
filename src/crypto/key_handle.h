// Inside crypto only: what PublicKey and PrivateKey hold.
#pragma once

#include <array>

#include "crypto/digest.h"
#include "crypto/key.h"
#include "crypto/openssl.h"

namespace crypto {

enum class KeyKind { rsa, p256, p384, p521 };

struct PublicKey::Handle {
  OwnedKey key;
  KeyKind kind;
  // One for each Algorithm, set up to verify; null where the key does not fit. Never used itself but copied:
  // setting one up looks four algorithms up by name, which costs a third as much as the verification.
  std::array<OwnedKeyContext, 6> verifiers;
};

struct PrivateKey::Handle {
  OwnedKey key;
  KeyKind kind;
  PublicKey public_key;
};

// nullopt: neither RSA nor one of the three curves.
std::optional<KeyKind> kind_of(const EVP_PKEY* key);
bool kind_fits(KeyKind kind, Algorithm algorithm);
Digest digest_of(Algorithm algorithm);
const EVP_MD* md_of(Algorithm algorithm);
bool is_rsa(Algorithm algorithm);
size_t coordinate_size(KeyKind kind);       // bytes of an EC coordinate, and of r and s
std::string_view curve_name(KeyKind kind);  // as JWK has it: P-256
const char* group_name(KeyKind kind);       // as OpenSSL has it: prime256v1

// Private or symmetric: a member that no published key may have (RFC 7518 sections 6.2.2, 6.3.2, 6.4.1).
bool is_secret(const json::Value& jwk);

json::Value public_members(const EVP_PKEY* key, KeyKind kind);  // kty first

// The public part of any key of OpenSSL's, checked as a JWK is.
base::Result<PublicKey> public_key_of(const EVP_PKEY* key);

}  // namespace crypto

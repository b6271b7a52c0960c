// Asymmetric keys for JSON Web Signature: RSA and ECDSA (RFC 7517, RFC 7518).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"

namespace crypto {

// The algorithms that STS accepts; nothing else can be named (IAM User Guide, "Create an OpenID Connect identity
// provider").
enum class Algorithm { rs256, rs384, rs512, es256, es384, es512 };
std::optional<Algorithm> algorithm_from_name(std::string_view name);  // "RS256": exact, case-sensitive
std::string_view algorithm_name(Algorithm algorithm);

// A public key that verifies. Immutable; share it between threads.
class PublicKey {
 public:
  // From one JWK. Refuses private members, `oct`, RSA moduli outside of 2048..8192 bits, exponents that are
  // even, 1 or longer than 64 bits, points that are not on the curve, and `use` or `key_ops` that do not
  // allow verification.
  static base::Result<PublicKey> from_jwk(const json::Value& jwk);
  // From a SubjectPublicKeyInfo in PEM, as strict as from_jwk.
  static base::Result<PublicKey> from_pem(std::string_view pem);

  json::Value to_jwk() const;            // kty and its members; no kid, no alg
  bool fits(Algorithm algorithm) const;  // RSA with RS*, P-256 with ES256, and so on
  // `signature` as JWS has it: raw r||s for ECDSA. False also if the key does not fit.
  bool verify(Algorithm algorithm, std::string_view data, std::string_view signature) const;
  std::string thumbprint() const;  // RFC 7638, SHA-256, base64url
  // SHA-256 over the DER of the SubjectPublicKeyInfo, base64url: the `kid` of the tokens that kube-apiserver
  // signs (Kubernetes, pkg/serviceaccount/jwt.go, keyIDFromPublicKey).
  std::string key_id() const;
  std::string to_pem() const;  // SubjectPublicKeyInfo

 private:
  struct Handle;
  static base::Result<PublicKey> make(std::shared_ptr<Handle> handle);

  std::shared_ptr<const Handle> handle_;
};

class PrivateKey {
 public:
  static base::Result<PrivateKey> generate(Algorithm algorithm);      // RSA keys have 2048 bits
  static base::Result<PrivateKey> from_pem(const base::Secret& pem);  // unencrypted, as strict as from_jwk
  base::Secret to_pem() const;                                        // PKCS #8, unencrypted
  PublicKey public_key() const;
  base::Result<std::string> sign(Algorithm algorithm, std::string_view data) const;

  struct Handle;
  const Handle& handle() const { return *handle_; }  // for crypto/certificate.cpp

 private:
  static base::Result<PrivateKey> make(std::shared_ptr<Handle> handle);

  std::shared_ptr<const Handle> handle_;
};

}  // namespace crypto

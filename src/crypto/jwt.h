// JSON Web Tokens in compact serialisation (RFC 7515, RFC 7519), read with suspicion (RFC 8725).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "crypto/key.h"

namespace crypto {

inline constexpr size_t kMaxTokenSize = 20000;  // STS, AssumeRoleWithWebIdentity, WebIdentityToken

// A token that has been read but not verified: believe nothing in it.
struct Jwt {
  Algorithm algorithm;
  std::string kid;  // empty: absent
  json::Value header;
  json::Value claims;
  std::string signed_part;  // header.payload, what the signature covers
  std::string signature;    // raw bytes
};

// Refuses anything but three base64url parts (canonical, no padding) whose header and payload are JSON
// objects without duplicate names, with an algorithm of the list, without `crit` and `b64`. `jku`, `x5u`,
// `x5c` and `jwk` are ignored.
base::Result<Jwt> parse_jwt(std::string_view token);

// A key set (RFC 7517 section 5), such as an issuer publishes.
struct Jwks {
  struct Key {
    std::string kid;  // may be empty
    std::optional<Algorithm> algorithm;
    PublicKey key;
  };
  std::vector<Key> keys;
};
// Refuses the whole set: private or symmetric members, a duplicate kid, more than 100 RSA or 100 EC keys.
// Keys of other types or for encryption are skipped.
base::Result<Jwks> parse_jwks(std::string_view json);
json::Value to_json(const Jwks& jwks);

enum class SignatureCheck { valid, unknown_key, invalid };
// Finds the key by kid (a token without one: the only key that fits the algorithm) and checks the signature.
SignatureCheck check_signature(const Jwt& jwt, const Jwks& jwks);

base::Result<std::string> sign_jwt(const PrivateKey& key, Algorithm algorithm, std::string_view kid,
                                   const json::Value& claims);

}  // namespace crypto

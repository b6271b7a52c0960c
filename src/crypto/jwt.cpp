#include "crypto/jwt.h"

#include <algorithm>
#include <set>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/key_handle.h"

namespace crypto {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

constexpr json::Limits kTokenLimits = {.max_bytes = kMaxTokenSize, .max_depth = 32, .max_values = 10'000};
constexpr json::Limits kSetLimits = {.max_bytes = 1 << 20, .max_depth = 16, .max_values = 20'000};
constexpr size_t kMaxKeysOfAType = 100;  // STS: more than 100 RSA or 100 EC keys is InvalidIdentityToken

Result<json::Value> decode_part(std::string_view part, std::string_view what) {
  auto text = base::unbase64url(part);
  if (!text) return fail(ErrorKind::invalid, "the token's {} is not base64url", what);
  // The parser's own words could quote the token.
  auto value = json::parse(*text, kTokenLimits);
  if (!value || !value->is_object()) {
    return fail(ErrorKind::invalid, "the token's {} is not one JSON object with distinct names", what);
  }
  return std::move(*value);
}

// RFC 7515 section 4.1, RFC 8725 section 3: the algorithm is one of ours by exact name, and nothing that
// would change how the signature is computed is understood.
Result<Algorithm> check_header(const json::Value& header) {
  if (header.find("crit"))
    return fail(ErrorKind::invalid, "the token's header has `crit`, which is not supported");
  if (header.find("b64"))
    return fail(ErrorKind::invalid, "the token's header has `b64`, which is not supported");
  if (const json::Value* kid = header.find("kid"); kid && !kid->is_string()) {
    return fail(ErrorKind::invalid, "the token's `kid` is not a text");
  }
  auto algorithm = algorithm_from_name(header.string_or("alg", ""));
  if (!algorithm) {
    return fail(ErrorKind::invalid,
                "the token's `alg` is none of RS256, RS384, RS512, ES256, ES384 and ES512");
  }
  return *algorithm;
}

// What would make the set as a whole untrustworthy.
base::Status check_set(const json::Array& keys) {
  size_t rsa = 0;
  size_t ec = 0;
  std::set<std::string> kids;
  for (const json::Value& jwk : keys) {
    if (!jwk.is_object())
      return fail(ErrorKind::invalid, "the key set holds something that is not an object");
    if (is_secret(jwk)) return fail(ErrorKind::invalid, "the key set holds a private or symmetric key");
    rsa += jwk.string_or("kty", "") == "RSA";
    ec += jwk.string_or("kty", "") == "EC";
    const json::Value* kid = jwk.find("kid");
    if (!kid) continue;
    if (!kid->is_string()) return fail(ErrorKind::invalid, "the key set holds a `kid` that is not a text");
    if (!kid->as_string().empty() && !kids.insert(kid->as_string()).second) {
      return fail(ErrorKind::invalid, "the key set holds two keys with the same `kid`");
    }
  }
  if (rsa > kMaxKeysOfAType || ec > kMaxKeysOfAType) {
    return fail(ErrorKind::invalid, "the key set holds more than {} keys of a type", kMaxKeysOfAType);
  }
  return {};
}

bool may_verify(const Jwks::Key& key, Algorithm algorithm) {
  return key.key.fits(algorithm) && key.algorithm.value_or(algorithm) == algorithm;
}

// The key for a token without kid: the only one that fits. Issuers before Kubernetes 1.16 publish their key
// twice, with and without kid; that is still one key.
const Jwks::Key* only_fitting_key(const Jwks& jwks, Algorithm algorithm) {
  const Jwks::Key* found = nullptr;
  for (const Jwks::Key& key : jwks.keys) {
    if (!may_verify(key, algorithm)) continue;
    if (found && found->key.thumbprint() != key.key.thumbprint()) return nullptr;
    found = &key;
  }
  return found;
}

}  // namespace

Result<Jwt> parse_jwt(std::string_view token) {
  if (token.size() > kMaxTokenSize) {
    return fail(ErrorKind::invalid, "the token is longer than {} characters", kMaxTokenSize);
  }
  auto parts = base::split(token, '.');
  if (parts.size() != 3) return fail(ErrorKind::invalid, "the token is not a JWS in compact serialisation");
  Jwt jwt;
  jwt.header = TRY(decode_part(parts[0], "header"));
  jwt.algorithm = TRY(check_header(jwt.header));
  jwt.claims = TRY(decode_part(parts[1], "payload"));
  auto signature = base::unbase64url(parts[2]);
  if (!signature || signature->empty())
    return fail(ErrorKind::invalid, "the token's signature is not base64url");
  jwt.kid = jwt.header.string_or("kid", "");
  jwt.signed_part = token.substr(0, parts[0].size() + 1 + parts[1].size());
  jwt.signature = std::move(*signature);
  return jwt;
}

Result<Jwks> parse_jwks(std::string_view text) {
  auto document = json::parse(text, kSetLimits);
  if (!document) return fail(ErrorKind::invalid, "the key set is not JSON: {}", document.error().message);
  const json::Value* keys = document->find("keys");
  if (!keys || !keys->is_array()) return fail(ErrorKind::invalid, "the key set has no array `keys`");
  TRY(check_set(keys->as_array()));
  Jwks jwks;
  for (const json::Value& jwk : keys->as_array()) {
    const json::Value* name = jwk.find("alg");
    auto algorithm = algorithm_from_name(jwk.string_or("alg", ""));
    if (name && !algorithm) continue;  // for another algorithm, so not for us
    // RFC 7517 section 5: keys that are not understood, incomplete or out of range are ignored, not the whole set.
    auto key = PublicKey::from_jwk(jwk);
    if (!key) continue;
    jwks.keys.push_back({std::string(jwk.string_or("kid", "")), algorithm, std::move(*key)});
  }
  return jwks;
}

json::Value to_json(const Jwks& jwks) {
  json::Array keys;
  for (const Jwks::Key& key : jwks.keys) {
    json::Value jwk = key.key.to_jwk();
    jwk.as_object().set("use", "sig");
    if (key.algorithm) jwk.as_object().set("alg", algorithm_name(*key.algorithm));
    if (!key.kid.empty()) jwk.as_object().set("kid", key.kid);
    keys.push_back(std::move(jwk));
  }
  return json::Object{{"keys", std::move(keys)}};
}

SignatureCheck check_signature(const Jwt& jwt, const Jwks& jwks) {
  const Jwks::Key* key = nullptr;
  if (jwt.kid.empty()) {
    key = only_fitting_key(jwks, jwt.algorithm);
  } else {
    auto found = std::find_if(jwks.keys.begin(), jwks.keys.end(),
                              [&](const Jwks::Key& candidate) { return candidate.kid == jwt.kid; });
    if (found != jwks.keys.end()) key = &*found;
  }
  if (!key) return SignatureCheck::unknown_key;
  bool valid =
      may_verify(*key, jwt.algorithm) && key->key.verify(jwt.algorithm, jwt.signed_part, jwt.signature);
  return valid ? SignatureCheck::valid : SignatureCheck::invalid;
}

Result<std::string> sign_jwt(const PrivateKey& key, Algorithm algorithm, std::string_view kid,
                             const json::Value& claims) {
  json::Object header{{"alg", algorithm_name(algorithm)}};
  if (!kid.empty()) header.set("kid", kid);
  std::string text = base::base64url(json::dump(header)) + "." + base::base64url(json::dump(claims));
  std::string signature = TRY(key.sign(algorithm, text));
  return text + "." + base::base64url(signature);
}

}  // namespace crypto

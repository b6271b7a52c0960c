// JSON Web Keys to OpenSSL's keys and back (RFC 7517; RFC 7518 section 6).
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "crypto/key_handle.h"

namespace crypto {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

constexpr int kMinModulusBits = 2048;  // RFC 7518 section 3.3
constexpr int kMaxModulusBits = 8192;  // larger ones only cost the verifier time
constexpr int kMaxExponentBits = 64;

Result<std::string> bytes_member(const json::Value& jwk, std::string_view name) {
  const json::Value* member = jwk.find(name);
  if (!member || !member->is_string())
    return fail(ErrorKind::invalid, "the key has no text member `{}`", name);
  auto bytes = base::unbase64url(member->as_string());
  if (!bytes || bytes->empty()) return fail(ErrorKind::invalid, "the key's `{}` is not base64url", name);
  return *bytes;
}

using OwnedParamBuilder = Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using OwnedParams = Owned<OSSL_PARAM, OSSL_PARAM_free>;

Result<OwnedKey> key_from_params(const char* type, OSSL_PARAM_BLD* builder) {
  OwnedParams params(OSSL_PARAM_BLD_to_param(builder));
  OwnedKeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1) {
    return tl::unexpected(openssl_error("not a public key", ErrorKind::invalid));
  }
  return OwnedKey(key);
}

base::Status check_rsa(const BIGNUM* n, const BIGNUM* e) {
  int bits = BN_num_bits(n);
  if (bits < kMinModulusBits || bits > kMaxModulusBits || !BN_is_odd(n)) {
    return fail(ErrorKind::invalid, "the RSA modulus has {} bits; expected an odd number of {} to {} bits",
                bits, kMinModulusBits, kMaxModulusBits);
  }
  if (!BN_is_odd(e) || BN_is_one(e) || BN_num_bits(e) > kMaxExponentBits) {
    return fail(ErrorKind::invalid, "the RSA exponent is not an odd number from 3 up to {} bits",
                kMaxExponentBits);
  }
  return {};
}

std::string bignum_param(const EVP_PKEY* key, const char* name, int size) {
  BIGNUM* raw = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &raw) != 1) std::abort();  // every key of that type has it
  OwnedBignum number(raw);
  if (size == 0) size = BN_num_bytes(raw);
  std::string bytes(static_cast<size_t>(size), '\0');
  BN_bn2binpad(raw, as_bytes(bytes), size);
  return bytes;
}

Result<OwnedKeyContext> make_verifier(EVP_PKEY* key, Algorithm algorithm) {
  OwnedKeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  if (!context || EVP_PKEY_verify_init(context.get()) != 1 ||
      (is_rsa(algorithm) && EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) != 1) ||
      EVP_PKEY_CTX_set_signature_md(context.get(), md_of(algorithm)) != 1) {
    return tl::unexpected(openssl_error("could not set up the key"));
  }
  return context;
}

// RFC 7517 sections 4.2 and 4.3.
base::Status check_use(const json::Value& jwk) {
  if (const json::Value* use = jwk.find("use"); use && *use != json::Value("sig")) {
    return fail(ErrorKind::invalid, "the key's `use` is not `sig`");
  }
  const json::Value* operations = jwk.find("key_ops");
  if (!operations) return {};
  if (operations->is_array()) {
    for (const json::Value& operation : operations->as_array()) {
      if (operation == json::Value("verify")) return {};
    }
  }
  return fail(ErrorKind::invalid, "the key's `key_ops` do not include `verify`");
}

Result<OwnedKey> rsa_from_jwk(const json::Value& jwk) {
  std::string n_bytes = TRY(bytes_member(jwk, "n"));
  std::string e_bytes = TRY(bytes_member(jwk, "e"));
  constexpr size_t kSlack = 8;  // leading zeros, which some libraries write (RFC 7518 section 6.3.1.1)
  if (n_bytes.size() > kMaxModulusBits / 8 + kSlack || e_bytes.size() > kMaxExponentBits / 8 + kSlack) {
    return fail(ErrorKind::invalid, "the RSA modulus or exponent is too long");
  }
  OwnedBignum n(BN_bin2bn(as_bytes(n_bytes), static_cast<int>(n_bytes.size()), nullptr));
  OwnedBignum e(BN_bin2bn(as_bytes(e_bytes), static_cast<int>(e_bytes.size()), nullptr));
  OwnedParamBuilder builder(OSSL_PARAM_BLD_new());
  if (!n || !e || !builder) return tl::unexpected(openssl_error("could not read the key"));
  TRY(check_rsa(n.get(), e.get()));
  if (OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
    return tl::unexpected(openssl_error("could not read the key"));
  }
  return key_from_params("RSA", builder.get());
}

Result<OwnedKey> ec_from_jwk(const json::Value& jwk, KeyKind kind) {
  std::string x = TRY(bytes_member(jwk, "x"));
  std::string y = TRY(bytes_member(jwk, "y"));
  if (x.size() != coordinate_size(kind) || y.size() != coordinate_size(kind)) {
    return fail(ErrorKind::invalid, "a coordinate on {} has {} bytes", curve_name(kind),
                coordinate_size(kind));
  }
  std::string point = "\x04" + x + y;  // SEC 1 section 2.3.3, uncompressed
  OwnedParamBuilder builder(OSSL_PARAM_BLD_new());
  if (!builder ||
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, group_name(kind), 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) !=
          1) {
    return tl::unexpected(openssl_error("could not read the key"));
  }
  OwnedKey key = TRY(key_from_params("EC", builder.get()));
  OwnedKeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  if (!context || EVP_PKEY_public_check(context.get()) != 1) {
    return tl::unexpected(openssl_error("not a point on the curve", ErrorKind::invalid));
  }
  return key;
}

}  // namespace

bool is_secret(const json::Value& jwk) {
  constexpr std::array kPrivate = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"};
  return jwk.string_or("kty", "") == "oct" ||
         std::any_of(kPrivate.begin(), kPrivate.end(), [&](const char* name) { return jwk.find(name); });
}

std::optional<KeyKind> kind_of(const EVP_PKEY* key) {
  if (EVP_PKEY_is_a(key, "RSA") == 1) return KeyKind::rsa;
  if (EVP_PKEY_is_a(key, "EC") != 1) return std::nullopt;
  std::array<char, 64> group{};
  if (EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) != 1) return std::nullopt;
  for (KeyKind kind : {KeyKind::p256, KeyKind::p384, KeyKind::p521}) {
    if (std::string_view(group.data()) == group_name(kind)) return kind;
  }
  return std::nullopt;
}

bool is_rsa(Algorithm algorithm) {
  return algorithm <= Algorithm::rs512;
}

bool kind_fits(KeyKind kind, Algorithm algorithm) {
  switch (kind) {
    case KeyKind::rsa:
      return is_rsa(algorithm);
    case KeyKind::p256:
      return algorithm == Algorithm::es256;
    case KeyKind::p384:
      return algorithm == Algorithm::es384;
    case KeyKind::p521:
      return algorithm == Algorithm::es512;
  }
  return false;
}

Digest digest_of(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::rs256:
    case Algorithm::es256:
      return Digest::sha256;
    case Algorithm::rs384:
    case Algorithm::es384:
      return Digest::sha384;
    default:
      return Digest::sha512;
  }
}

const EVP_MD* md_of(Algorithm algorithm) {
  switch (digest_of(algorithm)) {
    case Digest::sha256:
      return EVP_sha256();
    case Digest::sha384:
      return EVP_sha384();
    default:
      return EVP_sha512();
  }
}

size_t coordinate_size(KeyKind kind) {
  return kind == KeyKind::p256 ? 32 : kind == KeyKind::p384 ? 48 : 66;
}

std::string_view curve_name(KeyKind kind) {
  return kind == KeyKind::p256 ? "P-256" : kind == KeyKind::p384 ? "P-384" : "P-521";
}

const char* group_name(KeyKind kind) {
  return kind == KeyKind::p256 ? "prime256v1" : kind == KeyKind::p384 ? "secp384r1" : "secp521r1";
}

json::Value public_members(const EVP_PKEY* key, KeyKind kind) {
  if (kind == KeyKind::rsa) {
    return json::Object{{"kty", "RSA"},
                        {"n", base::base64url(bignum_param(key, OSSL_PKEY_PARAM_RSA_N, 0))},
                        {"e", base::base64url(bignum_param(key, OSSL_PKEY_PARAM_RSA_E, 0))}};
  }
  auto size = static_cast<int>(coordinate_size(kind));
  return json::Object{{"kty", "EC"},
                      {"crv", curve_name(kind)},
                      {"x", base::base64url(bignum_param(key, OSSL_PKEY_PARAM_EC_PUB_X, size))},
                      {"y", base::base64url(bignum_param(key, OSSL_PKEY_PARAM_EC_PUB_Y, size))}};
}

Result<PublicKey> PublicKey::make(std::shared_ptr<Handle> handle) {
  for (size_t i = 0; i < handle->verifiers.size(); ++i) {
    auto algorithm = static_cast<Algorithm>(i);
    if (kind_fits(handle->kind, algorithm)) {
      handle->verifiers[i] = TRY(make_verifier(handle->key.get(), algorithm));
    }
  }
  PublicKey made;
  made.handle_ = std::move(handle);
  return made;
}

Result<PublicKey> PublicKey::from_jwk(const json::Value& jwk) {
  if (is_secret(jwk)) return fail(ErrorKind::invalid, "the key is private or symmetric");
  TRY(check_use(jwk));
  std::string_view type = jwk.string_or("kty", "");
  if (type == "RSA") {
    OwnedKey key = TRY(rsa_from_jwk(jwk));
    return make(std::make_shared<Handle>(Handle{std::move(key), KeyKind::rsa, {}}));
  }
  if (type != "EC") return fail(ErrorKind::invalid, "the key's `kty` is neither `RSA` nor `EC`");
  for (KeyKind kind : {KeyKind::p256, KeyKind::p384, KeyKind::p521}) {
    if (jwk.string_or("crv", "") != curve_name(kind)) continue;
    OwnedKey key = TRY(ec_from_jwk(jwk, kind));
    return make(std::make_shared<Handle>(Handle{std::move(key), kind, {}}));
  }
  return fail(ErrorKind::invalid, "the key's `crv` is none of `P-256`, `P-384` and `P-521`");
}

}  // namespace crypto

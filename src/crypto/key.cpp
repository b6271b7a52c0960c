#include "crypto/key.h"

#include <openssl/pem.h>

#include <array>

#include "base/encoding.h"
#include "crypto/key_handle.h"

namespace crypto {
namespace {

using base::ErrorKind;
using base::Result;

constexpr std::array<std::string_view, 6> kAlgorithmNames = {"RS256", "RS384", "RS512",
                                                             "ES256", "ES384", "ES512"};

// JWS has r||s, each as long as a coordinate (RFC 7518 section 3.4); OpenSSL has a DER sequence.
std::string raw_to_der(std::string_view raw) {
  Owned<ECDSA_SIG, ECDSA_SIG_free> pair(ECDSA_SIG_new());
  auto half = static_cast<int>(raw.size() / 2);
  BIGNUM* r = BN_bin2bn(as_bytes(raw), half, nullptr);
  BIGNUM* s = BN_bin2bn(as_bytes(raw) + half, half, nullptr);
  if (!pair || !r || !s || ECDSA_SIG_set0(pair.get(), r, s) != 1) {
    BN_free(r);
    BN_free(s);
    return {};
  }
  unsigned char* der = nullptr;
  int size = i2d_ECDSA_SIG(pair.get(), &der);
  if (size <= 0) return {};
  std::string out(reinterpret_cast<const char*>(der), static_cast<size_t>(size));
  OPENSSL_free(der);
  return out;
}

std::string der_to_raw(std::string_view der, size_t coordinate) {
  const unsigned char* at = as_bytes(der);
  Owned<ECDSA_SIG, ECDSA_SIG_free> pair(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  std::string raw(2 * coordinate, '\0');
  auto half = static_cast<int>(coordinate);
  if (!pair || BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), as_bytes(raw), half) != half ||
      BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), as_bytes(raw) + half, half) != half) {
    return {};
  }
  return raw;
}

// Never asks for a passphrase on the terminal: an encrypted key is simply not readable.
int no_passphrase(char*, int, int, void*) {
  return -1;
}

Result<OwnedKey> generate_key(Algorithm algorithm) {
  EVP_PKEY* key = nullptr;
  switch (algorithm) {
    case Algorithm::es256:
      key = EVP_EC_gen("P-256");
      break;
    case Algorithm::es384:
      key = EVP_EC_gen("P-384");
      break;
    case Algorithm::es512:
      key = EVP_EC_gen("P-521");
      break;
    default:
      key = EVP_RSA_gen(2048);
      break;
  }
  if (!key) return tl::unexpected(openssl_error("could not make a key"));
  return OwnedKey(key);
}

}  // namespace

Result<PublicKey> public_key_of(const EVP_PKEY* key) {
  std::optional<KeyKind> kind = kind_of(key);
  if (!kind)
    return base::fail(ErrorKind::invalid, "the public key is neither RSA nor on P-256, P-384 or P-521");
  return PublicKey::from_jwk(public_members(key, *kind));
}

std::optional<Algorithm> algorithm_from_name(std::string_view name) {
  for (size_t i = 0; i < kAlgorithmNames.size(); ++i) {
    if (kAlgorithmNames[i] == name) return static_cast<Algorithm>(i);
  }
  return std::nullopt;
}

std::string_view algorithm_name(Algorithm algorithm) {
  return kAlgorithmNames[static_cast<size_t>(algorithm)];
}

Result<PublicKey> PublicKey::from_pem(std::string_view pem) {
  OwnedBio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  OwnedKey key(bio ? PEM_read_bio_PUBKEY(bio.get(), nullptr, no_passphrase, nullptr) : nullptr);
  if (!key) return tl::unexpected(openssl_error("not a public key in PEM", ErrorKind::invalid));
  return public_key_of(key.get());
}

json::Value PublicKey::to_jwk() const {
  return public_members(handle_->key.get(), handle_->kind);
}

bool PublicKey::fits(Algorithm algorithm) const {
  return kind_fits(handle_->kind, algorithm);
}

bool PublicKey::verify(Algorithm algorithm, std::string_view data, std::string_view signature) const {
  if (!fits(algorithm)) return false;
  std::string der;
  if (!is_rsa(algorithm)) {
    if (signature.size() != 2 * coordinate_size(handle_->kind)) return false;
    der = raw_to_der(signature);
    signature = der;
  }
  // RS* means PKCS #1 v1.5; OpenSSL rebuilds the padding and compares all of it.
  OwnedKeyContext verifier(EVP_PKEY_CTX_dup(handle_->verifiers[static_cast<size_t>(algorithm)].get()));
  std::string hash = digest(digest_of(algorithm), data);
  bool valid = verifier && EVP_PKEY_verify(verifier.get(), as_bytes(signature), signature.size(),
                                           as_bytes(hash), hash.size()) == 1;
  if (!valid) ERR_clear_error();
  return valid;
}

std::string PublicKey::thumbprint() const {
  // RFC 7638 section 3.2: the required members alone, in the order of their names. to_jwk() has exactly these.
  json::Value jwk = to_jwk();
  std::string text = "{";
  for (const char* name : {"crv", "e", "kty", "n", "x", "y"}) {
    const json::Value* member = jwk.find(name);
    if (!member) continue;
    text += fmt::format("{}\"{}\":\"{}\"", text.size() > 1 ? "," : "", name, member->as_string());
  }
  return base::base64url(sha256(text + "}"));
}

std::string PublicKey::key_id() const {
  unsigned char* der = nullptr;
  int size = i2d_PUBKEY(handle_->key.get(), &der);
  if (size <= 0) std::abort();  // a key that was made or read can be written, unless there is no memory left
  std::string text(reinterpret_cast<const char*>(der), static_cast<size_t>(size));
  OPENSSL_free(der);
  return base::base64url(sha256(text));
}

std::string PublicKey::to_pem() const {
  OwnedBio bio(BIO_new(BIO_s_mem()));
  if (!bio || PEM_write_bio_PUBKEY(bio.get(), handle_->key.get()) != 1) std::abort();  // as above
  char* text = nullptr;
  long size = BIO_get_mem_data(bio.get(), &text);
  return std::string(text, static_cast<size_t>(size));
}

// The handle has its key; this fills in the rest.
Result<PrivateKey> PrivateKey::make(std::shared_ptr<Handle> handle) {
  std::optional<KeyKind> kind = kind_of(handle->key.get());
  if (!kind) {
    return base::fail(ErrorKind::invalid, "the private key is neither RSA nor on P-256, P-384 or P-521");
  }
  handle->kind = *kind;
  // By way of the JWK: it is checked as any other, and a PublicKey never holds the private part.
  handle->public_key = TRY(PublicKey::from_jwk(public_members(handle->key.get(), *kind)));
  PrivateKey made;
  made.handle_ = std::move(handle);
  return made;
}

Result<PrivateKey> PrivateKey::generate(Algorithm algorithm) {
  OwnedKey key = TRY(generate_key(algorithm));
  return make(std::make_shared<Handle>(Handle{std::move(key), {}, {}}));
}

Result<PrivateKey> PrivateKey::from_pem(const base::Secret& pem) {
  OwnedBio bio(BIO_new_mem_buf(pem.reveal().data(), static_cast<int>(pem.reveal().size())));
  OwnedKey key(bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr) : nullptr);
  if (!key) return tl::unexpected(openssl_error("not a private key in PEM", ErrorKind::invalid));
  return make(std::make_shared<Handle>(Handle{std::move(key), {}, {}}));
}

base::Secret PrivateKey::to_pem() const {
  OwnedBio bio(BIO_new(BIO_s_secmem()));
  if (!bio || PEM_write_bio_PKCS8PrivateKey(bio.get(), handle_->key.get(), nullptr, nullptr, 0, nullptr,
                                            nullptr) != 1) {
    std::abort();  // a key that was made or read can be written, unless there is no memory left
  }
  char* text = nullptr;
  long size = BIO_get_mem_data(bio.get(), &text);
  return base::Secret(std::string(text, static_cast<size_t>(size)));
}

PublicKey PrivateKey::public_key() const {
  return handle_->public_key;
}

Result<std::string> PrivateKey::sign(Algorithm algorithm, std::string_view data) const {
  if (!kind_fits(handle_->kind, algorithm)) {
    return base::fail(ErrorKind::invalid, "the key cannot sign with {}", algorithm_name(algorithm));
  }
  OwnedMdContext context(EVP_MD_CTX_new());
  std::string signature(static_cast<size_t>(EVP_PKEY_get_size(handle_->key.get())), '\0');
  size_t size = signature.size();
  if (!context ||
      EVP_DigestSignInit(context.get(), nullptr, md_of(algorithm), nullptr, handle_->key.get()) != 1 ||
      EVP_DigestSign(context.get(), as_bytes(signature), &size, as_bytes(data), data.size()) != 1) {
    return tl::unexpected(openssl_error("could not sign"));
  }
  signature.resize(size);
  return is_rsa(algorithm) ? signature : der_to_raw(signature, coordinate_size(handle_->kind));
}

}  // namespace crypto

#include "crypto/digest.h"

#include <openssl/core_names.h>
#include <openssl/params.h>

#include <array>
#include <cstdlib>

#include "crypto/openssl.h"

namespace crypto {
namespace {

constexpr std::array kDigests = {Digest::md5, Digest::sha1, Digest::sha256, Digest::sha384, Digest::sha512};
constexpr std::array kNames = {"MD5", "SHA1", "SHA256", "SHA384", "SHA512"};
static_assert(kDigests.size() == kNames.size());

// A digest that OpenSSL cannot compute means a broken installation, or no memory left: nothing could go on.
void require(bool done) {
  if (!done) std::abort();
}

// Looking an algorithm up by name costs more than hashing a short text: each is fetched once a process.
const EVP_MD* fetched(Digest algorithm) {
  static const std::array<OwnedMd, kNames.size()> kFetched = [] {
    std::array<OwnedMd, kNames.size()> all;
    for (size_t i = 0; i < all.size(); ++i) all[i].reset(EVP_MD_fetch(nullptr, kNames[i], nullptr));
    return all;
  }();
  const EVP_MD* md = kFetched[static_cast<size_t>(algorithm)].get();
  require(md != nullptr);
  return md;
}

std::string finish_digest(EVP_MD_CTX* context) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out;
  unsigned size = 0;
  require(EVP_DigestFinal_ex(context, out.data(), &size) == 1);
  return {reinterpret_cast<const char*>(out.data()), size};
}

using OwnedMacContext = Owned<EVP_MAC_CTX, EVP_MAC_CTX_free>;

OwnedMacContext make_hmac(std::string name) {
  Owned<EVP_MAC, EVP_MAC_free> mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
  require(mac != nullptr);
  OwnedMacContext context(EVP_MAC_CTX_new(mac.get()));
  OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), 0),
                         OSSL_PARAM_construct_end()};
  require(context && EVP_MAC_CTX_set_params(context.get(), params) == 1);
  return context;
}

std::string hmac(EVP_MAC_CTX* context, size_t length, std::string_view key, std::string_view data) {
  // A null key would mean "the key of the last call", so an empty one needs an address too.
  const unsigned char* key_bytes = key.empty() ? as_bytes("") : as_bytes(key);
  std::string out(length, '\0');
  size_t size = 0;
  require(EVP_MAC_init(context, key_bytes, key.size(), nullptr) == 1 &&
          EVP_MAC_update(context, as_bytes(data), data.size()) == 1 &&
          EVP_MAC_final(context, as_bytes(out), &size, out.size()) == 1 && size == out.size());
  return out;
}

}  // namespace

std::string digest(Digest algorithm, std::string_view data) {
  // One context for each algorithm: switching a context's algorithm frees and allocates its state.
  thread_local std::array<OwnedMdContext, kNames.size()> contexts;
  OwnedMdContext& context = contexts[static_cast<size_t>(algorithm)];
  if (!context) context.reset(EVP_MD_CTX_new());
  require(context && EVP_DigestInit_ex2(context.get(), fetched(algorithm), nullptr) == 1 &&
          EVP_DigestUpdate(context.get(), data.data(), data.size()) == 1);
  return finish_digest(context.get());
}

std::string hmac_sha256(std::string_view key, std::string_view data) {
  thread_local OwnedMacContext context = make_hmac("SHA256");
  return hmac(context.get(), 32, key, data);
}

std::string hmac_sha1(std::string_view key, std::string_view data) {
  thread_local OwnedMacContext context = make_hmac("SHA1");
  return hmac(context.get(), 20, key, data);
}

struct Hasher::State {
  OwnedMdContext context{EVP_MD_CTX_new()};
};

Hasher::Hasher(Digest algorithm) : state_(std::make_unique<State>()) {
  require(state_->context && EVP_DigestInit_ex2(state_->context.get(), fetched(algorithm), nullptr) == 1);
}
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;
Hasher::~Hasher() = default;

void Hasher::update(std::string_view data) {
  require(EVP_DigestUpdate(state_->context.get(), data.data(), data.size()) == 1);
}

std::string Hasher::finish() {
  return finish_digest(state_->context.get());
}

}  // namespace crypto

#include "crypto/seal.h"

#include <openssl/evp.h>

#include <cstdlib>
#include <memory>

namespace crypto {
namespace {

constexpr size_t kNonceSize = 12;
constexpr size_t kTagSize = 16;

struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// Feeds the purpose and the input; what comes out is as long as what goes in.
bool transform(EVP_CIPHER_CTX* context, std::string_view purpose, std::string_view input,
               std::string& output) {
  int length = 0;
  if (EVP_CipherUpdate(context, nullptr, &length, bytes(purpose), static_cast<int>(purpose.size())) != 1)
    return false;
  output.resize(input.size());
  auto* out = reinterpret_cast<unsigned char*>(output.data());
  return EVP_CipherUpdate(context, out, &length, bytes(input), static_cast<int>(input.size())) == 1;
}

bool start(EVP_CIPHER_CTX* context, const base::Secret& key, std::string_view nonce, bool encrypt) {
  if (key.reveal().size() != kSealKeySize) return false;
  return EVP_CipherInit_ex2(context, EVP_aes_256_gcm(), bytes(key.reveal()), bytes(nonce), encrypt ? 1 : 0,
                            nullptr) == 1;
}

}  // namespace

std::string seal(const base::Secret& key, std::string_view purpose, std::string_view text,
                 base::Random& random) {
  Cipher context(EVP_CIPHER_CTX_new());
  std::string nonce = random.bytes(kNonceSize);
  std::string ciphertext;
  std::string tag(kTagSize, '\0');
  int length = 0;
  bool done = context && start(context.get(), key, nonce, true) &&
              transform(context.get(), purpose, text, ciphertext) &&
              EVP_CipherFinal_ex(context.get(), reinterpret_cast<unsigned char*>(tag.data()), &length) == 1 &&
              EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kTagSize, tag.data()) == 1;
  if (!done) std::abort();  // a key of the wrong size, or no memory: never hand out something unsealed
  return nonce + ciphertext + tag;
}

std::optional<std::string> unseal(const base::Secret& key, std::string_view purpose,
                                  std::string_view sealed) {
  if (sealed.size() < kNonceSize + kTagSize) return std::nullopt;
  std::string_view nonce = sealed.substr(0, kNonceSize);
  std::string_view ciphertext = sealed.substr(kNonceSize, sealed.size() - kNonceSize - kTagSize);
  std::string tag(sealed.substr(sealed.size() - kTagSize));
  Cipher context(EVP_CIPHER_CTX_new());
  std::string text;
  unsigned char rest[16];
  int length = 0;
  bool opened = context && start(context.get(), key, nonce, false) &&
                EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kTagSize, tag.data()) == 1 &&
                transform(context.get(), purpose, ciphertext, text) &&
                EVP_CipherFinal_ex(context.get(), rest, &length) == 1;
  if (!opened) return std::nullopt;
  return text;
}

}  // namespace crypto

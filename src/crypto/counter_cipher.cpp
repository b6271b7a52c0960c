#include "crypto/counter_cipher.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cstdlib>

#include "crypto/openssl.h"

namespace crypto {
namespace {

constexpr size_t kBlock = 16;
constexpr size_t kMaxStep = 1 << 30;  // OpenSSL counts in int

std::string first_counter(std::string_view nonce, uint64_t offset) {
  std::string counter(nonce);
  uint64_t block = offset / kBlock;
  for (int shift = 24; shift >= 0; shift -= 8) counter.push_back(static_cast<char>(block >> shift & 0xff));
  return counter;
}

}  // namespace

struct CounterCipher::State {
  Owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free> context{EVP_CIPHER_CTX_new()};
};

CounterCipher::CounterCipher(const base::Secret& key, std::string_view nonce, uint64_t offset)
    : state_(std::make_unique<State>()) {
  bool fits = key.reveal().size() == kCounterKeySize && nonce.size() == kCounterNonceSize;
  std::string counter = first_counter(nonce, offset);
  bool ready = fits && state_->context &&
               EVP_EncryptInit_ex2(state_->context.get(), EVP_aes_256_ctr(), as_bytes(key.reveal()),
                                   as_bytes(std::string_view(counter)), nullptr) == 1;
  if (!ready) std::abort();  // never hand out what is not hidden
  char skipped[kBlock] = {};
  apply(skipped, offset % kBlock);
}

CounterCipher::CounterCipher(CounterCipher&&) noexcept = default;
CounterCipher& CounterCipher::operator=(CounterCipher&&) noexcept = default;
CounterCipher::~CounterCipher() = default;

void CounterCipher::apply(char* data, size_t size) {
  auto* bytes = reinterpret_cast<unsigned char*>(data);
  while (size > 0) {
    int step = static_cast<int>(std::min(size, kMaxStep));
    int done = 0;
    if (EVP_EncryptUpdate(state_->context.get(), bytes, &done, bytes, step) != 1 || done != step)
      std::abort();
    bytes += step;
    size -= static_cast<size_t>(step);
  }
}

}  // namespace crypto

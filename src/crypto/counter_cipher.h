// AES-256 in counter mode (NIST SP 800-38A section 6.5): as long as the text, and every byte can be reached by itself.
// It hides, but does not notice changes; whoever needs that takes seal.h.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/secret.h"

namespace crypto {

inline constexpr size_t kCounterKeySize = 32;
inline constexpr size_t kCounterNonceSize = 12;  // the other four bytes count blocks: up to 64 GiB a nonce

class CounterCipher {
 public:
  // A key and a nonce are used together for one text only. `offset`: where in the text to begin. A key or nonce
  // of another size is a mistake of the program and ends it.
  CounterCipher(const base::Secret& key, std::string_view nonce, uint64_t offset = 0);
  CounterCipher(CounterCipher&&) noexcept;
  CounterCipher& operator=(CounterCipher&&) noexcept;
  ~CounterCipher();

  // The next bytes in place, from plain to secret or back.
  void apply(char* data, size_t size);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace crypto

// Sealed texts: encrypted and authenticated with a key of ours (AES-256-GCM, NIST SP 800-38D), so that a
// client can carry them and only we can read or make them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/secret.h"

namespace crypto {

inline constexpr size_t kSealKeySize = 32;

// Raw bytes: nonce, ciphertext, tag. `purpose` is authenticated too: what was sealed for one cannot be opened
// for another.
std::string seal(const base::Secret& key, std::string_view purpose, std::string_view text,
                 base::Random& random);

// nullopt: not sealed with this key for this purpose, or changed since.
std::optional<std::string> unseal(const base::Secret& key, std::string_view purpose, std::string_view sealed);

}  // namespace crypto

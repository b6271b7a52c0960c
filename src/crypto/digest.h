// Digests and HMAC (FIPS 180-4, RFC 2104). Results are raw bytes; base::hex() makes text of them.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace crypto {

enum class Digest {
  md5,
  sha1,
  sha256,
  sha384,
  sha512
};  // md5 and sha1: only where a protocol says so (ETag, thumbprint, signature version 2)

std::string digest(Digest algorithm, std::string_view data);
std::string hmac_sha256(std::string_view key, std::string_view data);
std::string hmac_sha1(std::string_view key, std::string_view data);  // AWS signature version 2

inline std::string sha256(std::string_view data) {
  return digest(Digest::sha256, data);
}

// A digest over data that comes in pieces.
class Hasher {
 public:
  explicit Hasher(Digest algorithm);
  Hasher(Hasher&&) noexcept;
  Hasher& operator=(Hasher&&) noexcept;
  ~Hasher();
  void update(std::string_view data);
  std::string finish();  // once

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace crypto

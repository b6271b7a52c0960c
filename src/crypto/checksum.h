// The checksums that S3 takes and gives (Amazon S3 User Guide, "Checking object integrity"), over data in pieces.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "crypto/digest.h"

namespace crypto {

class Checksum {
 public:
  // S3's names: CRC32, CRC32C, SHA1, SHA256, CRC64NVME; exact. nullopt for any other.
  static std::optional<Checksum> make(std::string_view name);

  void update(std::string_view data);
  std::string finish();  // once; raw bytes, big-endian, as S3 writes them in base64

 private:
  enum class Crc { crc32, crc32c, crc64nvme };
  struct Register {
    Crc kind;
    uint64_t value;
  };
  explicit Checksum(std::variant<Register, Hasher> state) : state_(std::move(state)) {}

  std::variant<Register, Hasher> state_;
};

}  // namespace crypto

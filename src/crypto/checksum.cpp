#include "crypto/checksum.h"

#include <array>
#include <bit>
#include <cstring>

namespace crypto {
namespace {

// The polynomials, bits reversed: CRC-32 (ISO 3309), CRC-32C (RFC 3720 appendix B.4), CRC-64/NVME (NVM
// Command Set Specification, section 5.2.1.3.4). All three start from ones, reflect, and end inverted.
constexpr uint32_t kCrc32 = 0xEDB88320;
constexpr uint32_t kCrc32c = 0x82F63B78;
constexpr uint64_t kCrc64nvme = 0x9A6C9329AC4BC9B5;

// Table k gives the effect of a byte that k more bytes follow ("slicing by 8", Kounavis and Berry, 2005).
template <typename Word, Word Polynomial>
constexpr auto kTables = [] {
  std::array<std::array<Word, 256>, 8> tables{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    Word value = byte;
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ (value & 1 ? Polynomial : 0);
    tables[0][byte] = value;
  }
  for (size_t k = 1; k < tables.size(); ++k) {
    for (unsigned byte = 0; byte < 256; ++byte) {
      Word before = tables[k - 1][byte];
      tables[k][byte] = (before >> 8) ^ tables[0][before & 0xFF];
    }
  }
  return tables;
}();

template <typename Word, Word Polynomial>
uint64_t by_table(uint64_t start, std::string_view data) {
  constexpr auto& tables = kTables<Word, Polynomial>;
  auto value = static_cast<Word>(start);
  while (data.size() >= 8) {
    uint64_t chunk;
    std::memcpy(&chunk, data.data(), 8);
    chunk ^= value;
    Word next = 0;
    for (unsigned i = 0; i < 8; ++i) next ^= tables[7 - i][(chunk >> (8 * i)) & 0xFF];
    value = next;
    data.remove_prefix(8);
  }
  for (char c : data) value = (value >> 8) ^ tables[0][(value ^ static_cast<unsigned char>(c)) & 0xFF];
  return value;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) uint64_t crc32c_by_instruction(uint64_t value, std::string_view data) {
  while (data.size() >= 8) {
    uint64_t chunk;
    std::memcpy(&chunk, data.data(), 8);
    value = __builtin_ia32_crc32di(value, chunk);
    data.remove_prefix(8);
  }
  for (char c : data) {
    value = __builtin_ia32_crc32qi(static_cast<uint32_t>(value), static_cast<unsigned char>(c));
  }
  return value;
}
#endif

uint64_t crc32c(uint64_t value, std::string_view data) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("sse4.2")) return crc32c_by_instruction(value, data);
#endif
  return by_table<uint32_t, kCrc32c>(value, data);
}

static_assert(std::endian::native == std::endian::little,
              "by_table reads eight bytes as one little-endian word");

std::string big_endian(uint64_t value, size_t bytes) {
  std::string out;
  for (size_t i = bytes; i-- > 0;) out += static_cast<char>(value >> (8 * i));
  return out;
}

}  // namespace

std::optional<Checksum> Checksum::make(std::string_view name) {
  constexpr uint64_t kOnes32 = 0xFFFFFFFF;
  if (name == "CRC32") return Checksum(Register{Crc::crc32, kOnes32});
  if (name == "CRC32C") return Checksum(Register{Crc::crc32c, kOnes32});
  if (name == "CRC64NVME") return Checksum(Register{Crc::crc64nvme, ~uint64_t{0}});
  if (name == "SHA1") return Checksum(Hasher(Digest::sha1));
  if (name == "SHA256") return Checksum(Hasher(Digest::sha256));
  return std::nullopt;
}

void Checksum::update(std::string_view data) {
  if (auto* hasher = std::get_if<Hasher>(&state_)) return hasher->update(data);
  auto& crc = std::get<Register>(state_);
  switch (crc.kind) {
    case Crc::crc32:
      crc.value = by_table<uint32_t, kCrc32>(crc.value, data);
      break;
    case Crc::crc32c:
      crc.value = crc32c(crc.value, data);
      break;
    case Crc::crc64nvme:
      crc.value = by_table<uint64_t, kCrc64nvme>(crc.value, data);
      break;
  }
}

std::string Checksum::finish() {
  if (auto* hasher = std::get_if<Hasher>(&state_)) return hasher->finish();
  const auto& crc = std::get<Register>(state_);
  return big_endian(~crc.value, crc.kind == Crc::crc64nvme ? 8 : 4);
}

}  // namespace crypto

#include "crypto/checksum.h"

#include <gtest/gtest.h>

#include <array>
#include <random>

#include "base/encoding.h"

namespace crypto {
namespace {

std::string checksum(std::string_view name, std::string_view data) {
  Checksum made = *Checksum::make(name);
  made.update(data);
  return base::hex(made.finish());
}

struct Known {
  std::string_view name;
  std::string_view of_check;  // the CRC catalogue's check value: over "123456789"
  std::string_view of_nothing;
};
constexpr std::array kKnown = {
    Known{"CRC32", "cbf43926", "00000000"},
    Known{"CRC32C", "e3069283", "00000000"},
    Known{"CRC64NVME", "ae8b14860a799888", "0000000000000000"},
    Known{"SHA1", "f7c3bc1d808e04732adf679965ccc34ca7ae3441", "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
    Known{"SHA256", "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
};

TEST(Checksum, gives_the_check_values) {
  for (const Known& known : kKnown) {
    EXPECT_EQ(checksum(known.name, "123456789"), known.of_check) << known.name;
    EXPECT_EQ(checksum(known.name, ""), known.of_nothing) << known.name;
  }
}

// RFC 3720 appendix B.4: whole words, which go another way than single bytes.
TEST(Checksum, gives_the_crc32c_values_of_rfc_3720) {
  std::string up;
  for (char c = 0; c < 32; ++c) up += c;
  EXPECT_EQ(checksum("CRC32C", std::string(32, '\0')), "8a9136aa");
  EXPECT_EQ(checksum("CRC32C", std::string(32, '\xFF')), "62a8ab43");
  EXPECT_EQ(checksum("CRC32C", up), "46dd794e");
}

TEST(Checksum, in_pieces_equals_the_whole) {
  std::mt19937 random(7);
  std::string data(10'000, '\0');
  for (char& c : data) c = static_cast<char>(random());
  for (const Known& known : kKnown) {
    Checksum pieces = *Checksum::make(known.name);
    for (size_t at = 0; at < data.size();) {
      size_t size = std::min<size_t>(random() % 40, data.size() - at);
      pieces.update(std::string_view(data).substr(at, size));
      at += size;
    }
    EXPECT_EQ(base::hex(pieces.finish()), checksum(known.name, data)) << known.name;
  }
}

TEST(Checksum, has_exact_names) {
  for (const char* name : {"", "crc32", "MD5", "CRC64", "SHA512"}) EXPECT_FALSE(Checksum::make(name)) << name;
}

}  // namespace
}  // namespace crypto

#include "crypto/totp.h"

#include <fmt/core.h>

#include "crypto/digest.h"

namespace crypto {

int64_t totp_step(base::Time time) {
  return base::to_seconds(time) / 30;
}

std::string totp_code(std::string_view secret, int64_t step) {
  std::string counter(8, '\0');
  for (size_t i = 0; i < 8; ++i) counter[i] = static_cast<char>(static_cast<uint64_t>(step) >> (56 - 8 * i));
  std::string mac = hmac_sha1(secret, counter);
  auto byte = [&](size_t at) { return static_cast<uint32_t>(static_cast<unsigned char>(mac[at])); };
  size_t at = byte(mac.size() - 1) & 0xf;  // RFC 4226 section 5.3, dynamic truncation
  uint32_t number = (byte(at) & 0x7f) << 24 | byte(at + 1) << 16 | byte(at + 2) << 8 | byte(at + 3);
  return fmt::format("{:06}", number % 1'000'000);
}

std::string base32(std::string_view bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string text;
  uint32_t bits = 0;
  int count = 0;
  for (char c : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    for (count += 8; count >= 5; count -= 5) text += kAlphabet[bits >> (count - 5) & 31];
  }
  return text;
}

}  // namespace crypto

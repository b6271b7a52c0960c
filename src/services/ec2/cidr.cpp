#include "services/ec2/cidr.h"

#include <arpa/inet.h>
#include <fmt/core.h>

#include "base/text.h"

namespace account::ec2 {
namespace {

using Bytes = std::array<uint8_t, 16>;

bool read_address(bool is_v6, std::string_view text, Bytes& bytes) {
  return inet_pton(is_v6 ? AF_INET6 : AF_INET, std::string(text).c_str(), bytes.data()) == 1;
}

// Adds number * 2^shift to an address of so many bits.
void add(Bytes& bytes, int bits, uint64_t number, int shift) {
  unsigned carry = 0;
  for (int at = 0; at < bits / 8; ++at) {  // from the last byte
    int low = at * 8 - shift;              // the bit of `number` that stands lowest in this byte
    uint64_t part = low <= -8 || low >= 64 ? 0 : low >= 0 ? number >> low : number << -low;
    unsigned sum = bytes[static_cast<size_t>(bits / 8 - 1 - at)] + static_cast<unsigned>(part & 0xff) + carry;
    bytes[static_cast<size_t>(bits / 8 - 1 - at)] = static_cast<uint8_t>(sum & 0xff);
    carry = sum >> 8;
  }
}

}  // namespace

Cidr::Cidr(bool is_v6, int length, const Bytes& bytes) : is_v6_(is_v6), length_(length), bytes_(bytes) {
  for (int bit = length; bit < 128; ++bit)
    bytes_[static_cast<size_t>(bit / 8)] &= static_cast<uint8_t>(~(0x80 >> (bit % 8)));
}

std::optional<Cidr> Cidr::parse(std::string_view text) {
  size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  bool is_v6 = text.find(':') != std::string_view::npos;
  std::string_view digits = text.substr(slash + 1);
  bool is_number = !digits.empty() && digits.size() <= 3 &&
                   digits.find_first_not_of("0123456789") == std::string_view::npos;
  auto length = is_number ? base::parse_int(digits) : std::nullopt;
  Bytes bytes{};
  if (!length || *length > (is_v6 ? 128 : 32) || !read_address(is_v6, text.substr(0, slash), bytes))
    return std::nullopt;
  return Cidr(is_v6, static_cast<int>(*length), bytes);
}

uint64_t Cidr::size() const {
  int free = bits() - length_;
  return free >= 64 ? UINT64_MAX : uint64_t{1} << free;
}

bool Cidr::contains(const Cidr& other) const {
  return is_v6_ == other.is_v6_ && length_ <= other.length_ && Cidr(is_v6_, length_, other.bytes_) == *this;
}

std::string Cidr::address_text(const Bytes& bytes) const {
  char text[INET6_ADDRSTRLEN];
  return inet_ntop(is_v6_ ? AF_INET6 : AF_INET, bytes.data(), text, sizeof(text));
}

std::string Cidr::text() const {
  return fmt::format("{}/{}", address_text(bytes_), length_);
}

std::string Cidr::address(uint64_t number) const {
  Bytes bytes = bytes_;
  add(bytes, bits(), number, 0);
  return address_text(bytes);
}

std::optional<uint64_t> Cidr::number_of(std::string_view address) const {
  Bytes bytes{};
  if (!read_address(is_v6_, address, bytes) || !contains(Cidr(is_v6_, bits(), bytes))) return std::nullopt;
  uint64_t number = 0;
  for (int bit = length_; bit < bits(); ++bit)
    number = number << 1 | (bytes[static_cast<size_t>(bit / 8)] >> (7 - bit % 8) & 1);
  return number;
}

Cidr Cidr::part(int length, uint64_t number) const {
  Bytes bytes = bytes_;
  add(bytes, bits(), number, bits() - length);
  return Cidr(is_v6_, length, bytes);
}

}  // namespace account::ec2

// Blocks of addresses: 10.0.0.0/16, 2001:db8::/56 (RFC 4632, RFC 4291 section 2.3).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace account::ec2 {

class Cidr {
 public:
  // Bits behind the prefix are cut, as EC2 does (EC2 API Reference, CreateVpc: "if you specify 100.68.0.18/18, we
  // modify it to 100.68.0.0/18"). nullopt: it is no block.
  static std::optional<Cidr> parse(std::string_view text);

  bool is_v6() const { return is_v6_; }
  int length() const { return length_; }  // of the prefix
  uint64_t size() const;                  // how many addresses; of a large block of IPv6 the greatest number
  bool contains(const Cidr& other) const;
  bool overlaps(const Cidr& other) const { return contains(other) || other.contains(*this); }
  std::string text() const;
  std::string address(uint64_t number) const;  // from 0
  // Which one of the block's an address is; nullopt: none.
  std::optional<uint64_t> number_of(std::string_view address) const;
  // The block of that length with that number inside this one.
  Cidr part(int length, uint64_t number) const;

  bool operator==(const Cidr&) const = default;

 private:
  Cidr(bool is_v6, int length, const std::array<uint8_t, 16>& bytes);
  int bits() const { return is_v6_ ? 128 : 32; }
  std::string address_text(const std::array<uint8_t, 16>& bytes) const;

  bool is_v6_;
  int length_;
  std::array<uint8_t, 16> bytes_;  // of IPv4 the first four
};

}  // namespace account::ec2

// Blocks of IPv4 addresses: 10.0.0.0/16 (RFC 4632).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace blueprint {

class AddressBlock {
 public:
  // nullopt: it is none. Bits behind the prefix are cut: 10.0.0.1/16 is 10.0.0.0/16.
  static std::optional<AddressBlock> parse(std::string_view text);

  int length() const { return length_; }  // of the prefix
  uint64_t size() const { return uint64_t{1} << (32 - length_); }
  bool contains(const AddressBlock& other) const;
  bool overlaps(const AddressBlock& other) const { return contains(other) || other.contains(*this); }
  std::string text() const;
  // The block of that length with that number, from 0, inside this one. `length` is not shorter than its own.
  AddressBlock part(int length, uint32_t number) const;

  bool operator==(const AddressBlock&) const = default;

 private:
  AddressBlock(uint32_t first, int length) : first_(first), length_(length) {}

  uint32_t first_;
  int length_;
};

}  // namespace blueprint

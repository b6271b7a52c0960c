#include "blueprint/network/address_block.h"

#include <arpa/inet.h>
#include <fmt/core.h>

#include <charconv>

namespace blueprint {
namespace {

uint32_t mask(int length) {
  return length == 0 ? 0 : ~uint32_t{0} << (32 - length);
}

std::optional<int> parse_length(std::string_view text) {
  int length = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  bool is_number = error == std::errc() && end == text.data() + text.size();
  if (!is_number || length < 0 || length > 32) return std::nullopt;
  return length;
}

}  // namespace

std::optional<AddressBlock> AddressBlock::parse(std::string_view text) {
  size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  auto length = parse_length(text.substr(slash + 1));
  in_addr address{};
  if (!length || ::inet_pton(AF_INET, std::string(text.substr(0, slash)).c_str(), &address) != 1)
    return std::nullopt;
  return AddressBlock(ntohl(address.s_addr) & mask(*length), *length);
}

bool AddressBlock::contains(const AddressBlock& other) const {
  return other.length_ >= length_ && (other.first_ & mask(length_)) == first_;
}

std::string AddressBlock::text() const {
  return fmt::format("{}.{}.{}.{}/{}", first_ >> 24, first_ >> 16 & 255, first_ >> 8 & 255, first_ & 255,
                     length_);
}

AddressBlock AddressBlock::part(int length, uint32_t number) const {
  return {first_ + (length == 0 ? 0 : number << (32 - length)), length};
}

}  // namespace blueprint

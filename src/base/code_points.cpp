#include "base/code_points.h"

#include <algorithm>

namespace base {
namespace {

bool is_between(uint32_t value, uint32_t first, uint32_t last) {
  return value >= first && value <= last;
}

// Bytes of a character that begins with this one, and the least point that needs so many.
size_t length_by_first(unsigned char first, uint32_t& least) {
  if (first < 0x80) return least = 0, 1;
  if (is_between(first, 0xC2, 0xDF)) return least = 0x80, 2;
  if (is_between(first, 0xE0, 0xEF)) return least = 0x800, 3;
  if (is_between(first, 0xF0, 0xF4)) return least = 0x10000, 4;
  return 0;
}

}  // namespace

Character character_at(std::string_view text) {
  auto first = static_cast<unsigned char>(text[0]);
  uint32_t least = 0;
  size_t length = length_by_first(first, least);
  if (length <= 1) return {first, length};
  uint32_t point = first & (0xFFu >> (length + 1));
  for (size_t i = 1; i < length; ++i) {
    if (i == text.size()) return {0, 0, true};
    auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0) != 0x80) return {};
    point = point << 6 | (next & 0x3Fu);
  }
  if (point < least || point > 0x10FFFF || is_between(point, 0xD800, 0xDFFF)) return {};
  return {point, length};
}

std::u32string code_points(std::string_view text) {
  std::u32string points;
  while (!text.empty()) {
    Character character = character_at(text);
    points += character.length > 0 ? character.point : static_cast<unsigned char>(text[0]);
    text.remove_prefix(std::max<size_t>(character.length, 1));
  }
  return points;
}

}  // namespace base

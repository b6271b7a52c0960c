#include "base/code_points.h"

#include <algorithm>
#include <iterator>

namespace base {
namespace {

bool is_between(uint32_t value, uint32_t first, uint32_t last) {
  return value >= first && value <= last;
}

struct Range {
  uint32_t first, last;
};
constexpr Range kZero[] = {{0x300, 0x36F},     {0x483, 0x489},    {0x591, 0x5BD},   {0x610, 0x61A},
                           {0x64B, 0x65F},     {0x200B, 0x200F},  {0x202A, 0x202E}, {0x2060, 0x2064},
                           {0x20D0, 0x20F0},   {0xFE00, 0xFE0F},  {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF},
                           {0x1F3FB, 0x1F3FF}, {0xE0100, 0xE01EF}};
constexpr Range kWide[] = {{0x1100, 0x115F},  {0x2E80, 0x303E},   {0x3041, 0xA4CF},   {0xA960, 0xA97C},
                           {0xAC00, 0xD7A3},  {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
                           {0xFFE0, 0xFFE6},  {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF},
                           {0x20000, 0x3FFFD}};

template <size_t N>
bool is_in(const Range (&ranges)[N], uint32_t point) {
  return std::any_of(std::begin(ranges), std::end(ranges),
                     [&](const Range& range) { return is_between(point, range.first, range.last); });
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

size_t columns_of(uint32_t point) {
  if (is_in(kZero, point)) return 0;
  return is_in(kWide, point) ? 2 : 1;
}

}  // namespace base

#include "base/utf8.h"

#include <algorithm>
#include <iterator>

#include "base/encoding.h"

namespace base {
namespace {

struct Range {
  char32_t first, last;
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
bool is_in(const Range (&ranges)[N], char32_t character) {
  return std::any_of(std::begin(ranges), std::end(ranges),
                     [&](const Range& range) { return character >= range.first && character <= range.last; });
}

}  // namespace

size_t character_size(std::string_view text, size_t at) {
  auto lead = static_cast<unsigned char>(text[at]);
  size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
  return is_utf8(text.substr(at, size)) ? size : 1;
}

char32_t character_of(std::string_view bytes) {
  if (bytes.empty() || !is_utf8(bytes)) return 0xFFFD;
  auto lead = static_cast<unsigned char>(bytes[0]);
  if (bytes.size() == 1) return lead;
  char32_t character = lead & (0x7F >> bytes.size());
  for (char byte : bytes.substr(1)) character = character << 6 | (static_cast<unsigned char>(byte) & 0x3F);
  return character;
}

int columns_of(char32_t character) {
  if (is_in(kZero, character)) return 0;
  return is_in(kWide, character) ? 2 : 1;
}

std::string_view foreign_encoding(std::string_view text) {
  using namespace std::string_view_literals;
  std::string_view begin = text.substr(0, 4);
  if (begin == "\xFF\xFE\0\0"sv || begin == "\0\0\xFE\xFF"sv || begin.starts_with("\0\0\0"sv) ||
      (begin.size() == 4 && begin.ends_with("\0\0\0"sv)))
    return "UTF-32";
  bool has_mark = begin.starts_with("\xFF\xFE") || begin.starts_with("\xFE\xFF");
  bool has_zero = begin.size() >= 2 && (begin[0] == '\0') != (begin[1] == '\0');
  return has_mark || has_zero ? "UTF-16" : "";
}

}  // namespace base

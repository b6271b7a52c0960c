#include "base/json_escape.h"

#include <charconv>
#include <cstdint>

namespace json {
namespace {

void append_utf8(uint32_t point, std::string& to) {
  auto byte = [&](uint32_t bits) { to += static_cast<char>(bits); };
  auto rest = [&](uint32_t shift) { byte(0x80 | (point >> shift & 0x3F)); };
  if (point < 0x80) {
    byte(point);
  } else if (point < 0x800) {
    byte(0xC0 | point >> 6);
    rest(0);
  } else if (point < 0x10000) {
    byte(0xE0 | point >> 12);
    rest(6);
    rest(0);
  } else {
    byte(0xF0 | point >> 18);
    rest(12);
    rest(6);
    rest(0);
  }
}

bool read_hex(std::string_view text, size_t& at, uint32_t& value) {
  std::string_view digits = text.substr(at, 4);
  auto end = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16).ptr;
  if (end != digits.data() + 4) return false;
  at += 4;
  return true;
}

bool is_between(uint32_t value, uint32_t first, uint32_t last) {
  return value >= first && value <= last;
}

}  // namespace

std::string_view read_escape(std::string_view text, size_t& at, std::string& to) {
  constexpr std::string_view kLetters = "\"\\/bfnrt", kMeanings = "\"\\/\b\f\n\r\t";
  constexpr std::string_view kNoHex = "incorrect hex digit after \\u escape in string";
  ++at;
  if (at == text.size()) return "invalid escape character in string";
  char letter = text[at++];
  if (size_t known = kLetters.find(letter); known != std::string_view::npos) {
    to += kMeanings[known];
    return {};
  }
  if (letter != 'u') return "invalid escape character in string";
  uint32_t point = 0, low = 0;
  if (!read_hex(text, at, point)) return kNoHex;
  if (is_between(point, 0xD800, 0xDBFF)) {
    if (text.substr(at, 2) != "\\u") return "the surrogate pair in string is invalid";
    at += 2;
    if (!read_hex(text, at, low)) return kNoHex;
    if (!is_between(low, 0xDC00, 0xDFFF)) return "the surrogate pair in string is invalid";
    point = ((point - 0xD800) << 10 | (low - 0xDC00)) + 0x10000;
  }
  append_utf8(point, to);
  return {};
}

}  // namespace json

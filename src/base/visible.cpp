#include "base/visible.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "base/code_points.h"

namespace base {
namespace {

bool is_between(uint32_t value, uint32_t first, uint32_t last) {
  return value >= first && value <= last;
}

bool is_deceptive(uint32_t point) {
  return point < 0x20 || is_between(point, 0x7F, 0x9F)  // C0, DEL and C1
         || is_between(point, 0x2028, 0x202E)           // line and paragraph separator, embeddings, overrides
         || is_between(point, 0x2066, 0x2069)           // isolates
         || point == 0x200E || point == 0x200F || point == 0x061C;  // marks
}

bool is_layout(std::string_view rest) {
  return rest[0] == '\n' || rest[0] == '\t' || rest.starts_with("\r\n");
}

std::string made_visible(std::string_view text, bool keeps_layout) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    Character character = character_at(text);
    size_t length = std::max<size_t>(character.length, 1);
    if (character.length == 0) {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(text[0]));
    } else if (is_deceptive(character.point) && !(keeps_layout && is_layout(text))) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", character.point);
    } else {
      out.append(text.substr(0, length));
    }
    text.remove_prefix(length);
  }
  return out;
}

// How much of the end may become something else when more comes: the beginning of a character, or of \r\n.
size_t undecided(std::string_view text) {
  if (text.ends_with('\r')) return 1;
  for (size_t size = std::min(kLongestCharacter - 1, text.size()); size > 0; --size) {
    if (character_at(text.substr(text.size() - size)).is_cut) return size;
  }
  return 0;
}

}  // namespace

std::string visible(std::string_view text) {
  return made_visible(text, true);
}

std::string visible_line(std::string_view text) {
  return made_visible(text, false);
}

bool is_visible_line(std::string_view text) {
  return visible_line(text) == text;
}

std::string VisibleStream::add(std::string_view piece) {
  begun_ += piece;
  size_t kept = undecided(begun_);
  std::string out = visible(std::string_view(begun_).substr(0, begun_.size() - kept));
  begun_.erase(0, begun_.size() - kept);
  return out;
}

std::string VisibleStream::end() {
  std::string out = visible(begun_);
  begun_.clear();
  return out;
}

}  // namespace base

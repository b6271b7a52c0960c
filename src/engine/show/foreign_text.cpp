#include "engine/show/foreign_text.h"

#include <fmt/core.h>

#include "base/code_points.h"
#include "base/text.h"
#include "base/visible.h"

namespace engine {
namespace {

constexpr std::string_view kCut = "…";

size_t columns_at(std::string_view text, size_t& length) {
  base::Character character = base::character_at(text);
  length = character.length == 0 ? 1 : character.length;
  return character.length == 0 ? 1 : base::columns_of(character.point);
}

// As many bytes of the text as fit in `most` columns.
size_t fitting(std::string_view text, size_t most) {
  size_t bytes = 0, used = 0;
  for (size_t length = 0; bytes < text.size(); bytes += length) {
    used += columns_at(text.substr(bytes), length);
    if (used > most) break;
  }
  return bytes;
}

bool is_plain_in_code(std::string_view line) {
  return line.find_first_of("`|\\") == std::string_view::npos && line.front() != ' ' && line.back() != ' ';
}

// Letters, digits, spaces and what is beyond ASCII are never markup.
std::string with_references(std::string_view line) {
  std::string out;
  for (char c : line) {
    auto byte = static_cast<unsigned char>(c);
    bool is_punctuation = byte > ' ' && byte < 0x7f && !std::isalnum(byte);
    if (is_punctuation && c != '-' && c != ',' && c != '/')
      out += fmt::format("&#{};", byte);
    else
      out += c;
  }
  return out;
}

}  // namespace

std::string line_text(std::string_view text, size_t most) {
  // What is cut off need not be looked at: a value can be megabytes.
  std::string line = base::visible_line(base::redact(text.substr(0, most * 64)));
  bool is_whole = line.size() <= most || columns(line) <= most;
  if (is_whole && text.size() <= most * 64) return line;
  return line.substr(0, fitting(line, most - 1)).append(kCut);
}

std::string code_markdown(std::string_view text, size_t most) {
  std::string line = line_text(text, most);
  if (line.empty()) return line;
  if (is_plain_in_code(line)) return fmt::format("`{}`", line);
  return fmt::format("<code>{}</code>", with_references(line));
}

std::string words_markdown(std::string_view text, size_t most) {
  std::string line = line_text(text, most);
  if (line.find_first_of("@#") != std::string::npos) return code_markdown(line, most);
  return with_references(line);
}

size_t columns(std::string_view text) {
  size_t used = 0;
  for (size_t at = 0, length = 0; at < text.size(); at += length) used += columns_at(text.substr(at), length);
  return used;
}

}  // namespace engine

#include "rehearsal/derive/pattern.h"

#include <cctype>
#include <vector>

#include "policy/match/glob.h"

namespace rehearsal {
namespace {

bool is_word_byte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

// Words, and what stands between them one byte each.
std::vector<std::string_view> pieces(std::string_view text) {
  std::vector<std::string_view> pieces;
  for (size_t at = 0; at < text.size();) {
    size_t end = at + 1;
    if (is_word_byte(text[at]))
      while (end < text.size() && is_word_byte(text[end])) ++end;
    pieces.push_back(text.substr(at, end - at));
    at = end;
  }
  return pieces;
}

// A name of which nothing is known: `*.*` is `*`.
std::string shortened(const std::string& pattern) {
  std::string out;
  for (size_t at = 0; at <= pattern.size();) {
    size_t end = pattern.find_first_of("/:", at);
    if (end == std::string::npos) end = pattern.size();
    std::string name = pattern.substr(at, end - at);
    bool is_unknown =
        name.find('*') != std::string::npos && name.find_first_not_of("*.-_") == std::string::npos;
    out += is_unknown ? "*" : name;
    if (end < pattern.size()) out += pattern[end];
    at = end + 1;
  }
  return out;
}

}  // namespace

std::string pattern_of(std::string_view one, std::string_view other) {
  if (one == other) return std::string(one);
  std::vector<std::string_view> left = pieces(one), right = pieces(other);
  std::string pattern;
  for (size_t i = 0; i < left.size(); ++i) {
    bool is_same_form = left.size() == right.size();
    if (i < right.size() && left[i] == right[i]) {
      pattern += left[i];
      continue;
    }
    if (!pattern.ends_with('*')) pattern += '*';
    if (!is_same_form) return shortened(pattern);  // whatever follows
  }
  if (left.size() < right.size()) pattern += '*';
  return shortened(pattern);
}

bool is_open(std::string_view pattern) {
  return pattern.find('*') != std::string_view::npos;
}

// A `*` of the narrow one is a text of its own here, which only a `*` matches.
bool covers(std::string_view wide, std::string_view narrow) {
  return policy::Glob(std::string(wide)).matches(narrow);
}

}  // namespace rehearsal

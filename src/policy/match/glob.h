// Wildcard patterns: `*` is any run of bytes, also an empty one, `?` exactly one byte. Both run over every
// byte, line breaks, `/` and `:` included (rule 9).
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace policy {

// One element of a pattern: a byte that stands for itself, or one of the two wildcards. A wildcard that came
// from an escape (`${*}`) or from a substituted variable is a plain byte, so patterns cannot be kept as text.
using Token = char16_t;
using Tokens = std::u16string;
using TokensView = std::u16string_view;
inline constexpr Token kAnyByte = 0x100;
inline constexpr Token kAnyRun = 0x101;
// The same without some bytes, in patterns of our own that policies cannot write: a name between two slashes,
// a field of an ARN, a word of a token's subject.
inline constexpr Token kNameByte = 0x102;
inline constexpr Token kNameRun = 0x103;
inline constexpr Token kFieldByte = 0x104;
inline constexpr Token kFieldRun = 0x105;
inline constexpr Token kWordByte = 0x106;
inline constexpr Token kWordRun = 0x107;

constexpr bool is_run(Token token) {
  return token == kAnyRun || token == kNameRun || token == kFieldRun || token == kWordRun;
}
// The bytes that a wildcard does not stand for.
constexpr std::string_view without(Token token) {
  if (token == kNameByte || token == kNameRun) return "/";
  if (token == kFieldByte || token == kFieldRun) return ":";
  return token == kWordByte || token == kWordRun ? "/:@|" : "";
}

// Each byte of `text` as a token; `*` and `?` become wildcards if asked.
Tokens tokenize(std::string_view text, bool wildcards = true);

// Where the first wildcard of a pattern as it is written stands, from `from` on; npos: there is none.
inline size_t find_wildcard(std::string_view text, size_t from = 0) {
  return std::min(text.find('*', from), text.find('?', from));
}

// The text of a template, with `any` for each `${...}`.
Tokens tokenize_template(std::string_view text, TokensView any);

// Whether the pattern fits `size` elements, one of which at a time `fits_one` holds against an element of the
// pattern that is no `any_run`. Goes back to the last of these only, so the time is bounded by the product of
// the two lengths.
template <typename Element, typename FitsOne>
bool fits(std::basic_string_view<Element> pattern, Element any_run, size_t size, FitsOne fits_one) {
  size_t p = 0, at = 0;
  constexpr size_t kNowhere = std::string_view::npos;
  size_t after_run = kNowhere, retry = 0;  // where to go on if what follows the last `*` does not fit
  while (at < size) {
    if (p < pattern.size() && pattern[p] == any_run) {
      after_run = ++p;
      retry = at;
    } else if (p < pattern.size() && fits_one(pattern[p], at)) {
      ++p;
      ++at;
    } else if (after_run != kNowhere) {
      p = after_run;
      at = ++retry;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == any_run) ++p;
  return p == pattern.size();
}

// Matches without preparation, for patterns that are known only at evaluation; they hold no name tokens.
bool matches(TokensView pattern, std::string_view text);

// A pattern made ready. Most are plain text or a prefix, which cost one comparison; the others are compared
// at both ends, then searched piece by piece from the left, without ever going back over a `*`.
class Glob {
 public:
  Glob() = default;                       // matches the empty text
  explicit Glob(std::string written);     // with its wildcards as `*` and `?`
  static Glob literal(std::string text);  // matches this text alone

  bool matches(std::string_view text) const {
    switch (shape_) {
      case Shape::exact:
        return text == text_;
      case Shape::prefix:
        return text.starts_with(text_);
      case Shape::any:
        return true;
      case Shape::runs:
        return matches_runs(text);
      case Shape::bytes:
        return matches_bytes(text);
    }
    return false;
  }

 private:
  enum class Shape : uint8_t {
    exact,
    prefix,  // its `*` is not in text_
    any,
    runs,  // `*` in other places
    bytes  // with `?`
  };

  bool matches_runs(std::string_view text) const;
  bool matches_bytes(std::string_view text) const;

  Shape shape_ = Shape::exact;
  uint32_t before_ = 0, behind_ = 0;  // of `runs`: bytes before the first `*` and behind the last
  std::string text_;
};

}  // namespace policy

// Wildcard patterns: `*` is any run of bytes, also an empty one, `?` exactly one byte. Both run over every
// byte, line breaks, `/` and `:` included (rule 9).
#pragma once

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

// Each byte of `text` as a token; `*` and `?` become wildcards if asked.
Tokens tokenize(std::string_view text, bool wildcards = true);

// Where the first wildcard of a pattern as it is written stands, from `from` on; npos: there is none.
inline size_t find_wildcard(std::string_view text, size_t from = 0) {
  for (size_t i = from; i < text.size(); ++i) {
    if (text[i] == '*' || text[i] == '?') return i;
  }
  return std::string_view::npos;
}

// The text of a template, with `any` for each `${...}`.
Tokens tokenize_template(std::string_view text, TokensView any);

// Whether the pattern fits `size` elements, one of which at a time `fits_one` holds against a token that is
// no `*`. Goes back to the last `*` only, so the time is bounded by the product of the two lengths.
template <typename FitsOne>
bool fits(TokensView pattern, size_t size, FitsOne fits_one) {
  size_t p = 0, at = 0;
  size_t after_run = TokensView::npos, retry = 0;  // where to go on if what follows the last `*` does not fit
  while (at < size) {
    if (p < pattern.size() && pattern[p] == kAnyRun) {
      after_run = ++p;
      retry = at;
    } else if (p < pattern.size() && fits_one(pattern[p], at)) {
      ++p;
      ++at;
    } else if (after_run != TokensView::npos) {
      p = after_run;
      at = ++retry;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == kAnyRun) ++p;
  return p == pattern.size();
}

// Matches without preparation, for patterns that are known only at evaluation.
bool matches(TokensView pattern, std::string_view text);

// A pattern made ready. Most are plain text or a prefix, which cost one comparison; the others are searched
// piece by piece from the left, without ever going back over a `*`.
class Glob {
 public:
  Glob() = default;  // matches the empty text
  explicit Glob(TokensView tokens);
  static Glob written(std::string text);  // with its wildcards as `*` and `?`

  bool matches(std::string_view text) const {
    switch (shape_) {
      case Shape::exact:
        return text == literal_;
      case Shape::prefix:
        return text.starts_with(literal_);
      case Shape::any:
        return true;
      case Shape::general:
        return matches_pieces(text);
    }
    return false;
  }

 private:
  enum class Shape : uint8_t { exact, prefix, any, general };

  // What stands between two `*`, a part of literal_; `any_byte` marks the places of `?` and is empty if there
  // are none.
  struct Piece {
    size_t begin = 0, size = 0;
    std::string any_byte;
  };

  template <typename Next>
  void divide(Next next);

  bool matches_pieces(std::string_view text) const;
  bool begins(std::string_view text, const Piece& piece) const;
  size_t find(std::string_view text, const Piece& piece) const;  // npos: nowhere

  Shape shape_ = Shape::exact;
  std::string literal_;        // of a prefix pattern without its `*`
  std::vector<Piece> pieces_;  // of a general pattern; the first and the last are anchored and may be empty
};

}  // namespace policy

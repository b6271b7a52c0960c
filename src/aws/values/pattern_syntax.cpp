#include "aws/values/pattern_syntax.h"

#include <cctype>

namespace aws::pattern {
namespace {

// Reads a pattern; `ok` turns false at anything that it does not know.
class Parser {
 public:
  explicit Parser(std::string_view pattern) : text_(pattern) {}

  std::optional<std::vector<Sequence>> parse() {
    auto alternatives = read_alternatives();
    if (!ok_ || at_ < text_.size()) return std::nullopt;
    return alternatives;
  }

 private:
  bool take(std::string_view literal) {
    if (!text_.substr(at_).starts_with(literal)) return false;
    at_ += literal.size();
    return true;
  }

  std::vector<Sequence> read_alternatives() {
    std::vector<Sequence> alternatives(1);
    while (ok_ && at_ < text_.size() && text_[at_] != ')') {
      if (take("|")) {
        alternatives.emplace_back();
        continue;
      }
      Piece piece = read_piece();
      read_quantifier(piece);
      alternatives.back().push_back(std::move(piece));
    }
    return alternatives;
  }

  Piece read_piece() {
    Piece piece;
    if (take("^")) {
      piece.kind = Piece::Kind::begin;
    } else if (take("$")) {
      piece.kind = Piece::Kind::end;
    } else if (take("(")) {
      piece.kind = take("?!") ? Piece::Kind::not_ahead : Piece::Kind::group;
      take("?:");
      piece.alternatives = read_alternatives();
      ok_ = ok_ && take(")");
    } else if (take("[")) {
      piece.set = read_class();
    } else if (take(".")) {
      piece.set.add({{'\n', '\n'}, {'\r', '\r'}});
      piece.set.negated = true;
    } else {
      read_item(piece.set);
    }
    return piece;
  }

  Class read_class() {
    Class set;
    set.negated = take("^");
    while (ok_ && at_ < text_.size() && text_[at_] != ']') {
      auto low = read_item(set);
      if (!low || at_ + 1 >= text_.size() || text_[at_] != '-' || text_[at_ + 1] == ']') continue;
      ++at_;
      Class ignored;
      auto high = read_item(ignored);
      if (high) set.ranges.back().second = *high;
      ok_ = ok_ && high && *high >= *low;
    }
    ok_ = ok_ && take("]");
    return set;
  }

  // One character, added to the set and returned; or a named set, added, for which nothing is returned.
  std::optional<char32_t> read_item(Class& set) {
    if (take("\\w")) {
      set.add({{'a', 'z'}, {'A', 'Z'}, {'0', '9'}, {'_', '_'}});
    } else if (take("\\d") || take("\\p{Nd}")) {
      set.add({{'0', '9'}});
    } else if (take("\\s")) {
      set.add({{' ', ' '}, {'\t', '\r'}});
    } else if (take("\\p{L}")) {
      // Letters and marks: all blocks above Latin-1 but those of punctuation, symbols and emoji.
      set.add({{'a', 'z'},
               {'A', 'Z'},
               {0xAA, 0xAA},
               {0xB5, 0xB5},
               {0xBA, 0xBA},
               {0xC0, 0xD6},
               {0xD8, 0xF6},
               {0xF8, 0x1FFF},
               {0x2C00, 0x2DFF},
               {0x3005, 0x3006},
               {0x3031, 0x3035},
               {0x3041, 0xD7FF},
               {0xF900, 0xFDFF},
               {0xFE70, 0xFEFC},
               {0xFF21, 0xFF3A},
               {0xFF41, 0xFF5A},
               {0xFF66, 0xFFDC},
               {0x10000, 0x1EFFF},
               {0x20000, 0x3FFFF}});
    } else if (take("\\p{Z}")) {
      set.add({{' ', ' '},
               {0xA0, 0xA0},
               {0x1680, 0x1680},
               {0x2000, 0x200A},
               {0x2028, 0x2029},
               {0x202F, 0x202F},
               {0x205F, 0x205F},
               {0x3000, 0x3000}});
    } else if (take("\\p{N}")) {
      set.add({{'0', '9'},
               {0xB2, 0xB3},
               {0xB9, 0xB9},
               {0xBC, 0xBE},
               {0x660, 0x669},
               {0x6F0, 0x6F9},
               {0x966, 0x96F},
               {0x2070, 0x2079},
               {0x2080, 0x2089},
               {0x2150, 0x218B},
               {0x2460, 0x249B},
               {0x3007, 0x3007},
               {0x3021, 0x3029},
               {0xFF10, 0xFF19}});
    } else if (take("\\p{Print}")) {
      set.add({{' ', '~'}});
    } else if (take("\\u")) {
      return literal(set, read_code_point());
    } else if (take("\\x")) {
      return literal(set, read_hex(2, 2));
    } else if (take("\\")) {
      ok_ =
          ok_ && at_ < text_.size() && std::string_view("pPbBkx").find(text_[at_]) == std::string_view::npos;
      return ok_ ? literal(set, static_cast<unsigned char>(text_[at_++])) : std::nullopt;
    } else {
      return literal(set, next_code_point(text_, at_));
    }
    return std::nullopt;
  }

  static std::optional<char32_t> literal(Class& set, char32_t c) {
    set.add({{c, c}});
    return c;
  }

  // A pair of surrogates, as UTF-16 writes what lies beyond U+FFFF, is one character.
  char32_t read_code_point() {
    char32_t first = read_hex(4, 6);
    if (first < 0xD800 || first > 0xDBFF || !take("\\u")) return first;
    char32_t second = read_hex(4, 6);
    ok_ = ok_ && second >= 0xDC00 && second <= 0xDFFF;
    return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
  }

  // Behind \u four digits, or up to six: the models write \u10FFFF where Java would have wanted a pair.
  char32_t read_hex(size_t least, size_t most) {
    uint64_t value = 0;
    size_t digits = 0;
    for (; digits < most && at_ < text_.size(); ++digits, ++at_) {
      auto upper = static_cast<char>(std::toupper(static_cast<unsigned char>(text_[at_])));
      size_t digit = std::string_view("0123456789ABCDEF").find(upper);
      if (digit == std::string_view::npos || (digits >= least && value * 16 + digit > 0x10FFFF)) break;
      value = value * 16 + digit;
    }
    ok_ = ok_ && digits >= least;
    return static_cast<char32_t>(value);
  }

  void read_quantifier(Piece& piece) {
    if (take("*")) {
      piece.least = 0, piece.most = kMany;
    } else if (take("+")) {
      piece.most = kMany;
    } else if (take("?")) {
      piece.least = 0;
    } else if (take("{")) {
      piece.least = read_number();
      piece.most =
          take(",") ? (at_ < text_.size() && text_[at_] == '}' ? kMany : read_number()) : piece.least;
      ok_ = ok_ && take("}");
    }
  }

  size_t read_number() {
    size_t value = 0, start = at_;
    for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9' && value < 1'000'000; ++at_)
      value = value * 10 + static_cast<size_t>(text_[at_] - '0');
    ok_ = ok_ && at_ > start;
    return value;
  }

  std::string_view text_;
  size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace

char32_t next_code_point(std::string_view text, size_t& at) {
  auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  unsigned char first = byte(at++);
  size_t more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
  if (more == 0 || at + more > text.size()) return first;
  char32_t c = first & (0x3Fu >> more);
  while (more-- > 0) c = c << 6 | (byte(at++) & 0x3F);
  return c;
}

std::optional<Alternatives> parse(std::string_view pattern) {
  return Parser(pattern).parse();
}

}  // namespace aws::pattern

// Patterns as read: pieces in sequence, sequences as alternatives (aws/values/pattern.h says what is understood).
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace aws::pattern {

constexpr size_t kMany = std::numeric_limits<size_t>::max();
using Range = std::pair<char32_t, char32_t>;

// A set of characters.
struct Class {
  std::vector<Range> ranges;
  bool negated = false;

  bool has(char32_t c) const {
    for (const auto& [low, high] : ranges)
      if (c >= low && c <= high) return !negated;
    return negated;
  }
  void add(std::initializer_list<Range> list) { ranges.insert(ranges.end(), list); }
};

struct Piece;
using Sequence = std::vector<Piece>;

struct Piece {
  enum class Kind { characters, group, not_ahead, begin, end };
  Kind kind = Kind::characters;
  Class set;
  std::vector<Sequence> alternatives;  // group, not_ahead
  size_t least = 1;
  size_t most = 1;
};

using Alternatives = std::vector<Sequence>;

// nullopt: a part of it is not understood.
std::optional<Alternatives> parse(std::string_view pattern);

// The next code point of valid UTF-8; a broken byte stands for itself.
char32_t next_code_point(std::string_view text, size_t& at);

}  // namespace aws::pattern

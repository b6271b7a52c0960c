// Regular expressions as filter patterns have them, between two percent signs: no groups, so that one is a list of
// alternatives, each a row of characters that may repeat.
//
// A text is gone through once for each element, with the set of all places that the elements before lead to. So the
// time is bounded by elements times repetitions times bytes, whatever the expression.
//
// Source: Amazon CloudWatch Logs User Guide, "Supported regular expressions (regex) syntax".
#pragma once

#include <bitset>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace account::logs {

class FilterRegex {
 public:
  // What stands between the percent signs. Error: invalid; it says which character.
  static base::Result<FilterRegex> parse(std::string_view text);

  // Whether some part of the text fits.
  bool matches(std::string_view text) const;

 private:
  enum class Kind { bytes, begin, end };
  struct Element {
    Kind kind = Kind::bytes;
    std::bitset<256> bytes = {};
    size_t least = 1;
    size_t most = 1;  // SIZE_MAX: without end
  };
  using Alternative = std::vector<Element>;
  friend class RegexReader;
  static bool fits(const Alternative& alternative, std::string_view text);

  std::vector<Alternative> alternatives_;
};

}  // namespace account::logs

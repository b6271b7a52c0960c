// Characters of UTF-8 (RFC 3629), also of a text that is not all UTF-8.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace base {

inline constexpr size_t kLongestCharacter = 4;  // bytes

struct Character {
  uint32_t point = 0;
  size_t length = 0;    // in bytes; 0: no character begins here
  bool is_cut = false;  // the text ends within it
};
// The first one of `text`, which is not empty.
Character character_at(std::string_view text);

// The code points of a text that is UTF-8; a byte that is none stands for itself.
std::u32string code_points(std::string_view text);

// How many columns of a terminal it takes: 2 for those that Unicode calls wide (UAX #11), 0 for those that are
// put on the one before.
size_t columns_of(uint32_t point);

}  // namespace base

// UTF-8 character by character, for what shows or counts text. Whether a text is UTF-8 at all: is_utf8()
// (base/encoding.h).
#pragma once

#include <string_view>

namespace base {

// The size of the character at `at` in bytes; 1 where the text is no UTF-8.
size_t character_size(std::string_view text, size_t at);

// The character of these bytes; U+FFFD where they are none.
char32_t character_of(std::string_view bytes);

// How many columns of a terminal it takes: 2 for those that Unicode calls wide (UAX 11), 0 for those that are
// put on the one before.
int columns_of(char32_t character);

// What another encoding than UTF-8 the text is in, by the marks and zero bytes at its beginning: `UTF-16`,
// `UTF-32`; empty: no sign of one.
std::string_view foreign_encoding(std::string_view text);

inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace base

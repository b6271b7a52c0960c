// The escapes in JSON's strings (RFC 8259, section 7).
#pragma once

#include <string>
#include <string_view>

namespace json {

// Reads the escape that begins at text[at], appends the character that it stands for as UTF-8 and moves `at`
// behind it. Returns what is wrong with it, or an empty text. A lone low surrogate, which is no character,
// becomes bytes that are no UTF-8.
std::string_view read_escape(std::string_view text, size_t& at, std::string& to);

}  // namespace json

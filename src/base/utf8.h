// Whether a text is meant as UTF-8, by how it begins. Whether it is: is_utf8() (base/encoding.h).
#pragma once

#include <string_view>

namespace base {

// What another encoding the text is in, by the marks and zero bytes at its beginning: `UTF-16`, `UTF-32`;
// empty: no sign of one.
std::string_view foreign_encoding(std::string_view text);

inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace base

// The regular expressions of the models (Java's syntax, the part that they use), matched against a whole UTF-8 text.
//
// std::regex knows neither \p{L} nor \u0020, works on bytes and recurses per character; policy documents have
// 128 KiB. A pattern that is one character class, as nearly all are, is matched in one pass.
#pragma once

#include <string_view>

namespace aws {

// Knows classes, \w \d \s \p{L} \p{N} \p{Z} \p{Print} \uXXXX \xXX, groups, alternation, * + ? {n,m}, ^ $, (?!...).
// Letters, numbers and separators beyond ASCII are told by blocks of code points. True for a pattern that is not
// understood (a test checks that all of the models are), false for a text whose matching takes too long.
bool matches(std::string_view regular_expression, std::string_view text);

bool is_understood(std::string_view regular_expression);

}  // namespace aws

// How two wildcard patterns stand to each other, as sets of texts. They may hold name tokens.
#pragma once

#include <string>
#include <string_view>

#include "policy/match/glob.h"

namespace policy {

// Whether some text matches both. Time: the product of the lengths.
bool overlap(TokensView a, TokensView b);

// Whether every text that matches `narrow` matches `wide`. Never wrongly true; a few odd pairs are missed.
// Without name tokens; a variable, any token above these, stands for the same text on both sides.
bool covers(TokensView wide, TokensView narrow);

// A text that matches both, if there is one; `filler` stands for the characters that may be any.
bool common_text(TokensView a, TokensView b, std::string& out, char filler = 'x');

}  // namespace policy

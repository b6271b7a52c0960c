// Texts that others wrote (names, values, messages of services) on the way into what people read. None of them can end
// a line, steer a terminal, turn the reading direction, or become markup; what looks like a token is taken out.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace engine {

// One line, cut with `…` behind `most` columns.
std::string line_text(std::string_view text, size_t most);

// The same as code in GitHub's Markdown (https://github.github.com/gfm), also within a cell of a table: a code span, or
// where it has a character that could end one (a backtick, a bar, a backslash), an element `code` with all its
// punctuation as character references, which are never markup (section 6.2). In code nobody is mentioned and nothing
// is linked. Empty of an empty text.
std::string code_markdown(std::string_view text, size_t most);
// The same as words, for sentences: all punctuation that could be markup is a character reference. One that could
// mention somebody is code.
std::string words_markdown(std::string_view text, size_t most);

size_t columns(std::string_view text);

}  // namespace engine

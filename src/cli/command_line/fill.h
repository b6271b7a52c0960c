// Text in lines that fit a terminal.
#pragma once

#include <string>
#include <string_view>

namespace cli {

inline constexpr size_t kWidth = 80;  // columns of a terminal, unless it was made larger

// The words of each paragraph in lines of kWidth, all but the first indented by `column`; the first is
// thought to begin there. What stands between backticks stays on one line. A line that begins with a space,
// such as an example, and an empty one stay as they are. No line break at the end.
std::string fill(std::string_view text, size_t column);

}  // namespace cli

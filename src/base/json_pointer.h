// The place of an offset in a JSON text as an RFC 6901 pointer, such as `/Statement/0/Action/1`: the
// innermost value that holds it, or whose name does; empty for the whole document.
#pragma once

#include <string>
#include <string_view>

#include "base/json_nodes.h"

namespace json {

std::string pointer_at(const Node& root, size_t offset);  // `root` was read from the text

// For a text that is not JSON after all: as far as it is.
std::string pointer_in_text(std::string_view text, size_t offset);

}  // namespace json

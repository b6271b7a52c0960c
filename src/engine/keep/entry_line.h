// Entries as lines of a file, each with a checksum: so that an entry which was written by half is known as such.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace engine {

// `CHECKSUM ENTRY` and a newline. The checksum is a CRC-32 (RFC 1952 section 8), eight hexadecimal digits.
std::string entry_line(std::string_view entry);

struct EntryLines {
  std::vector<std::string> entries;
  size_t whole_bytes = 0;  // so far the text holds whole entries; what is behind was written by half
};

// Only the end of a text may be torn, as a machine leaves it that stops while it writes. invalid: anything before it
// is.
base::Result<EntryLines> read_entry_lines(std::string_view text);

}  // namespace engine

// The lines of a text, by one rule for whoever counts them: a line ends with a line feed, a carriage return,
// or both in that order (YAML 1.2.2 section 5.4). Other characters that some programs break lines at do not count.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"

namespace base {

// Whether the byte at `at` is the last of its line.
inline bool ends_line(std::string_view text, size_t at) {
  if (text[at] == '\n') return true;
  return text[at] == '\r' && (at + 1 == text.size() || text[at + 1] != '\n');
}

// For many questions about one text; of a single place, span_at() tells (base/diagnostics.h).
class Lines {
 public:
  explicit Lines(std::string_view text);
  Span span(size_t offset, size_t length) const;

 private:
  std::vector<uint32_t> starts_;
};

}  // namespace base

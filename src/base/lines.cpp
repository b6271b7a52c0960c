#include "base/lines.h"

#include <algorithm>

namespace base {

Lines::Lines(std::string_view text) : starts_{0} {
  for (size_t at = 0; at < text.size(); ++at) {
    if (ends_line(text, at)) starts_.push_back(static_cast<uint32_t>(at) + 1);
  }
}

Span Lines::span(size_t offset, size_t length) const {
  auto at = static_cast<uint32_t>(offset);
  auto after = std::upper_bound(starts_.begin(), starts_.end(), at);
  auto line = static_cast<uint32_t>(after - starts_.begin());
  return {at, static_cast<uint32_t>(length), line, at - *std::prev(after) + 1};
}

Span span_at(std::string_view text, uint32_t offset, uint32_t length) {
  offset = static_cast<uint32_t>(std::min<size_t>(offset, text.size()));
  uint32_t line = 1, start = 0;
  for (uint32_t at = 0; at < offset; ++at) {
    if (!ends_line(text, at)) continue;
    ++line;
    start = at + 1;
  }
  return {offset, length, line, offset - start + 1};
}

}  // namespace base

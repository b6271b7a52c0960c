#include "services/s3/range.h"

#include <algorithm>

#include "base/text.h"

namespace account::s3 {
namespace {

// A position: digits only, and what no number holds is beyond every end.
std::optional<int64_t> position(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  return base::parse_int(text).value_or(INT64_MAX);
}

}  // namespace

aws::Result<std::optional<Span>> parse_range(std::string_view header, int64_t size) {
  constexpr std::string_view kUnit = "bytes=";
  if (!header.starts_with(kUnit)) return std::nullopt;
  std::string_view range = base::trim(header.substr(kUnit.size()));
  size_t dash = range.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  auto first = position(range.substr(0, dash));
  auto last = position(range.substr(dash + 1));
  bool is_suffix = dash == 0;
  if (is_suffix) {
    if (!last) return std::nullopt;
    if (*last == 0 || size == 0) return invalid_range(header, size);
    int64_t length = std::min(*last, size);
    return Span{size - length, length};
  }
  bool is_open = dash + 1 == range.size();
  if (!first || (!is_open && (!last || *last < *first))) return std::nullopt;
  if (*first >= size) return invalid_range(header, size);
  int64_t end = is_open ? size : std::min(*last, size - 1) + 1;
  return Span{*first, end - *first};
}

std::string content_range(const Span& span, int64_t size) {
  return fmt::format("bytes {}-{}/{}", span.offset, span.offset + span.size - 1, size);
}

tl::unexpected<aws::Error> invalid_range(std::string_view header, int64_t size) {
  return tl::unexpected(aws::Error("InvalidRange", 416, "The requested range is not satisfiable",
                                   {{"RangeRequested", header}, {"ActualObjectSize", size}}));
}

}  // namespace account::s3

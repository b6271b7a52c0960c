#include "base/diagnostics.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/visible.h"

namespace base {

std::string_view severity_name(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::security_warning:
      return "security warning";
    case Severity::warning:
      return "warning";
    case Severity::suggestion:
      return "suggestion";
  }
  return "error";
}

Diagnostics::Diagnostics(std::string file_name, std::string_view source)
    : file_name_(std::move(file_name)), source_(source) {}

void Diagnostics::error(std::string id, Span span, std::string message, std::string hint) {
  add({Severity::error, std::move(id), std::move(message), std::move(hint), "", span});
}

bool Diagnostics::has_errors() const {
  return std::any_of(list_.begin(), list_.end(), [](const auto& d) { return d.severity == Severity::error; });
}

namespace {

std::string_view line_at(std::string_view source, const Span& span) {
  if (span.line == 0 || span.column == 0 || span.offset + 1 < span.column) return {};
  size_t begin = span.offset - (span.column - 1);
  if (begin > source.size()) return {};
  return source.substr(begin, source.find('\n', begin) - begin);
}

std::string shown_line(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return visible(line);
}

void render_one(const Diagnostic& d, const std::string& file_name, std::string_view source,
                std::string& out) {
  auto to = std::back_inserter(out);
  if (d.span.line > 0) {
    fmt::format_to(to, "{}:{}:{}: ", file_name, d.span.line, d.span.column);
  } else if (!file_name.empty()) {
    fmt::format_to(to, "{}: ", file_name);
  }
  fmt::format_to(to, "{}: {}\n", severity_name(d.severity), visible(d.message));
  std::string_view line = line_at(source, d.span);
  if (!line.empty()) {
    // As it is shown, so that the marks stand below what they mean.
    size_t at = std::min<size_t>(d.span.column - 1, line.size());
    std::string before(shown_line(line.substr(0, at)).size() + d.span.column - 1 - at, ' ');
    std::string marks(std::max<size_t>(1, shown_line(line.substr(at, d.span.length)).size()), '^');
    fmt::format_to(to, "  {:>4} | {}\n       | {}{}\n", d.span.line, shown_line(line), before, marks);
  }
  if (!d.hint.empty()) fmt::format_to(to, "       = {}\n", visible(d.hint));
}

}  // namespace

std::string Diagnostics::render() const {
  std::vector<const Diagnostic*> sorted;
  for (const auto& d : list_) sorted.push_back(&d);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](auto* a, auto* b) { return a->span.offset < b->span.offset; });
  std::string out;
  for (const auto* d : sorted) render_one(*d, file_name_, source_, out);
  return out;
}

Span span_at(std::string_view text, uint32_t offset, uint32_t length) {
  offset = std::min<uint32_t>(offset, text.size());
  std::string_view before = text.substr(0, offset);
  auto line = static_cast<uint32_t>(std::count(before.begin(), before.end(), '\n')) + 1;
  size_t line_start = before.rfind('\n');
  auto column =
      static_cast<uint32_t>(line_start == std::string_view::npos ? offset : offset - line_start - 1) + 1;
  return {offset, length, line, column};
}

}  // namespace base

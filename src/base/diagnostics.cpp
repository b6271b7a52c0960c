#include "base/diagnostics.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/code_points.h"
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

void Diagnostics::add(Diagnostic diagnostic) {
  list_.push_back(std::move(diagnostic));
}

void Diagnostics::error(std::string id, Span span, std::string message, std::string hint) {
  add({Severity::error, std::move(id), std::move(message), std::move(hint), "", span});
}

bool Diagnostics::has_errors() const {
  return std::any_of(list_.begin(), list_.end(), [](const auto& d) { return d.severity == Severity::error; });
}

namespace {

constexpr size_t kMostShown = 160;  // bytes of a line; of a longer one what stands around the place
constexpr size_t kShownBefore = 60;

std::string_view line_at(std::string_view source, const Span& span) {
  if (span.line == 0 || span.column == 0 || span.offset + 1 < span.column) return {};
  size_t begin = span.offset - (span.column - 1);
  if (begin > source.size()) return {};
  return source.substr(begin, source.find_first_of("\r\n", begin) - begin);
}

// A line and below it the marks, each as wide as the character above.
struct Picture {
  std::string line, marks;

  void add(std::string_view bytes, const Character& character, char mark) {
    std::string shown = visible(bytes);
    bool as_it_is = shown == bytes;
    marks.append(as_it_is ? columns_of(character.point) : shown.size(),
                 bytes == "\t" && mark == ' ' ? '\t' : mark);
    line += shown;
  }
};

Picture picture_of(std::string_view line, size_t place, size_t length) {
  Picture picture;
  size_t at = 0;
  size_t cut = line.size() > kMostShown && place > kShownBefore ? place - kShownBefore : 0;
  if (cut > 0) picture = {"...", "   "};
  size_t end = std::min(line.size(), cut + kMostShown);
  while (at < end) {
    Character character = character_at(line.substr(at));
    size_t size = std::max<size_t>(character.length, 1);
    bool is_marked = at >= place && at < place + length;
    if (at >= cut) picture.add(line.substr(at, size), character, is_marked ? '^' : ' ');
    at += size;
  }
  if (at < line.size()) picture.line += "...";
  size_t last = picture.marks.find_last_of('^');
  if (last == std::string::npos) {
    picture.marks += '^';  // behind the line's end
  } else {
    picture.marks.resize(last + 1);
  }
  return picture;
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
    Picture picture = picture_of(line, d.span.column - 1, std::max<size_t>(1, d.span.length));
    fmt::format_to(to, "  {:>4} | {}\n       | {}\n", d.span.line, picture.line, picture.marks);
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

}  // namespace base

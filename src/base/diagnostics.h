// Many findings at once, each with its place in the source text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace base {

// A place in a text. Offsets and lengths in bytes; lines and columns count from 1, columns in bytes. line 0:
// no place.
struct Span {
  uint32_t offset = 0;
  uint32_t length = 0;
  uint32_t line = 0;
  uint32_t column = 0;
};

enum class Severity { error, security_warning, warning, suggestion };
std::string_view severity_name(Severity severity);

struct Diagnostic {
  Severity severity = Severity::error;
  std::string id;       // stable name of the finding, such as `unknown-key`
  std::string message;  // what is wrong and what was expected
  std::string hint;     // how to mend it, such as "did you mean `image`?"; may be empty
  std::string path;     // where in the document, such as `/projects/tutorial`
  Span span;
};

// Findings about one source text, in the order in which they were made.
class Diagnostics {
 public:
  explicit Diagnostics(std::string file_name = "", std::string_view source = {});

  void add(Diagnostic diagnostic);
  void error(std::string id, Span span, std::string message, std::string hint = "");

  bool has_errors() const;
  bool empty() const { return list_.empty(); }
  const std::vector<Diagnostic>& list() const { return list_; }
  const std::string& file_name() const { return file_name_; }

  // Sorted by place; each as FILE:LINE:COLUMN, the message, the line itself with the place marked (a long one
  // cut around it), and the hint.
  std::string render() const;

 private:
  std::string file_name_;
  std::string source_;
  std::vector<Diagnostic> list_;
};

// Line and column of `offset` in `text`; what a line is, base/lines.h says.
Span span_at(std::string_view text, uint32_t offset, uint32_t length = 1);

}  // namespace base

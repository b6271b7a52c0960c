#include "cli/terminal/terminal.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "base/text.h"

namespace cli {

Terminal::Terminal() {
  const char* no_color = std::getenv("NO_COLOR");
  bool colors = !no_color || !*no_color;
  interactive_ = ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1;
  out_colors_ = colors && ::isatty(STDOUT_FILENO) == 1;
  err_colors_ = colors && ::isatty(STDERR_FILENO) == 1;
}

std::string Terminal::colored(std::string_view code, std::string_view text, bool colors) {
  return colors ? fmt::format("\033[{}m{}\033[0m", code, text) : std::string(text);
}

void Terminal::print(std::string_view text) const {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

void Terminal::progress(std::string_view line) const {
  complain(fmt::format("{} {}\n", colored("2", "-", err_colors_), base::redact(line)));
}

void Terminal::warn(std::string_view line) const {
  complain(fmt::format("{} {}\n", colored("33", "warning:", err_colors_), base::redact(line)));
}

void Terminal::complain(std::string_view text) const {
  std::fwrite(text.data(), 1, text.size(), stderr);
}

void Terminal::error(const base::Error& error) const {
  // Findings in a file bring their own `FILE:LINE:COLUMN: error:`.
  bool is_report =
      error.message.find(": error: ") != std::string::npos && error.message.find('\n') != std::string::npos;
  std::string text = is_report ? error.message : colored("31", "error:", err_colors_) + " " + error.message;
  if (!error.hint.empty()) text += "\n  " + error.hint;
  complain(base::redact(text) + "\n");
}

bool Terminal::confirm(std::string_view question) const {
  std::fprintf(stderr, "%.*s [y/N] ", static_cast<int>(question.size()), question.data());
  char answer[16] = {};
  if (!std::fgets(answer, sizeof answer, stdin)) return false;
  std::string text = base::lower(base::trim(answer));
  return text == "y" || text == "yes";
}

}  // namespace cli

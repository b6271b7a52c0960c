#include "cli/terminal/terminal.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include "base/file.h"
#include "base/text.h"
#include "cli/terminal/stop_signals.h"

namespace cli {
namespace {

constexpr int kPollMilliseconds = 50;

// Why something of standard output is lost, as errno says it; 0: nothing is. Of the process, as that is.
int g_lost = 0;

bool send(std::string_view text, std::FILE* to) {
  errno = 0;
  bool sent = std::fwrite(text.data(), 1, text.size(), to) == text.size();
  sent = std::fflush(to) == 0 && sent;
  if (!sent && to == stdout && g_lost == 0) g_lost = errno == 0 ? EIO : errno;
  return sent;
}

}  // namespace

Terminal::Terminal() {
  const char* no_color = std::getenv("NO_COLOR");
  bool colors = !no_color || !*no_color;
  interactive_ = ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1;
  shows_output_ = ::isatty(STDOUT_FILENO) == 1;
  out_colors_ = colors && shows_output_;
  err_colors_ = colors && ::isatty(STDERR_FILENO) == 1;
}

Shown Terminal::colored(std::string_view code, std::string_view line, bool colors) {
  return colors ? Shown::colored(code, line) : Shown::format("{}", line);
}

void Terminal::print(const Shown& text) const {
  send(text.text(), stdout);
}

bool Terminal::write(std::string_view text) const {
  return shows_output_ ? send(base::visible(text), stdout) : send(text, stdout);
}

// Whoever reads no more (EPIPE) wants no more.
base::Status Terminal::all_written() const {
  if (g_lost == 0 || g_lost == EPIPE) return {};
  return tl::unexpected(base::errno_error("write", "standard output", g_lost));
}

void Terminal::progress(std::string_view line) const {
  complain(Shown::format("{} {}\n", colored("2", "-", err_colors_), base::redact(line)));
}

void Terminal::warn(std::string_view line) const {
  complain(Shown::format("{} {}\n", colored("33", "warning:", err_colors_), base::redact(line)));
}

void Terminal::complain(const Shown& text) const {
  send(text.text(), stderr);
}

void Terminal::take_back(size_t lines) const {
  if (lines > 0) send(fmt::format("\033[{}A\033[J", lines), stderr);
}

void Terminal::error(const base::Error& error) const {
  // Findings in a file bring their own `FILE:LINE:COLUMN: error:`.
  bool is_report =
      error.message.find(": error: ") != std::string::npos && error.message.find('\n') != std::string::npos;
  Shown text = is_report ? Shown() : colored("31", "error:", err_colors_) + " ";
  text += base::redact(error.message);
  if (!error.hint.empty()) text += base::redact("\n  " + error.hint);
  complain(text + "\n");
}

bool Terminal::confirm(std::string_view question) const {
  complain(Shown::format("{} [y/N] ", question));
  // Where signals do not end the program, one is an answer, too.
  pollfd input{STDIN_FILENO, POLLIN, 0};
  while (::poll(&input, 1, kPollMilliseconds) <= 0)
    if (StopSignals::last() != 0) return false;
  char answer[256];  // a terminal gives a line at a time
  ssize_t length = ::read(STDIN_FILENO, answer, sizeof answer);
  if (length <= 0) return false;
  std::string text = base::lower(base::trim(std::string_view(answer, static_cast<size_t>(length))));
  return text == "y" || text == "yes";
}

}  // namespace cli

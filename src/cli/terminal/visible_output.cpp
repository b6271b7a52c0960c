#include "cli/terminal/visible_output.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string_view>

#include "base/visible.h"

namespace cli {
namespace {

// false: the terminal has gone.
bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    ssize_t n = ::write(fd, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    text.remove_prefix(static_cast<size_t>(n));
  }
  return true;
}

void show(int from, int to) {
  base::VisibleStream stream;
  char buffer[65536];
  while (true) {
    ssize_t n = ::read(from, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    if (!write_all(to, stream.add({buffer, static_cast<size_t>(n)}))) return;
  }
  write_all(to, stream.end());
}

}  // namespace

base::Result<std::unique_ptr<VisibleOutput>> VisibleOutput::start() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return tl::unexpected(base::errno_error("make", "a pipe", errno));
  base::Fd read_end(ends[0]), write_end(ends[1]);
  base::Fd terminal(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3));
  std::fflush(stdout);
  if (!terminal.is_open() || ::dup2(write_end.get(), STDOUT_FILENO) < 0)
    return tl::unexpected(base::errno_error("replace", "standard output", errno));
  return std::unique_ptr<VisibleOutput>(new VisibleOutput(std::move(terminal), std::move(read_end)));
}

VisibleOutput::VisibleOutput(base::Fd terminal, base::Fd pipe)
    : terminal_(std::move(terminal)), pipe_(std::move(pipe)) {
  thread_ = std::jthread([this] { show(pipe_.get(), terminal_.get()); });
}

VisibleOutput::~VisibleOutput() {
  std::fflush(stdout);
  ::dup2(terminal_.get(), STDOUT_FILENO);  // the last writer of the pipe goes, and the thread ends
  thread_.join();
}

}  // namespace cli

#include "runtime/machine/log_lines.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>

#include "base/clock.h"

namespace runtime {
namespace {

constexpr auto kLookAgain = std::chrono::milliseconds(20);
constexpr size_t kMaxLine = 64 << 10;  // a longer one is told in pieces

}  // namespace

LogLines::LogLines(std::string path, Sink sink) : path_(std::move(path)), sink_(std::move(sink)) {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

LogLines::~LogLines() {
  thread_.request_stop();
  thread_.join();
}

void LogLines::run(const std::stop_token& stop) {
  while (true) {
    // Asked before reading: what was written before the end is in the file.
    bool last = stop.stop_requested();
    read_on();
    if (last) return tell(true);
    base::kSystemClock.wait_for(kLookAgain, stop);
  }
}

void LogLines::read_on() {
  if (!file_.is_open()) file_ = base::Fd(::open(path_.c_str(), O_RDONLY | O_CLOEXEC));
  char buffer[65536];
  while (file_.is_open()) {
    ssize_t count = ::read(file_.get(), buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    begun_.append(buffer, static_cast<size_t>(count));
    tell(false);
  }
}

void LogLines::tell(bool ended) {
  std::string_view rest = begun_;
  auto tell_one = [&](size_t size, size_t end) {
    std::string_view line = rest.substr(0, size);
    if (line.ends_with('\r')) line.remove_suffix(1);
    sink_(line);
    rest.remove_prefix(end);
  };
  for (size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n'))
    tell_one(end, end + 1);
  if (!rest.empty() && (ended || rest.size() >= kMaxLine)) tell_one(rest.size(), rest.size());
  begun_.erase(0, begun_.size() - rest.size());
}

}  // namespace runtime

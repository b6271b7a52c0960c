#include "cli/terminal/lines.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace cli {
namespace {

constexpr size_t kChunk = 256 << 10;
constexpr size_t kMaxLine = 64 << 20;

}  // namespace

base::Result<Lines> Lines::open(const std::string& path) {
  Lines out;
  out.path_ = path == "-" ? "standard input" : path;
  if (path == "-") return out;
  out.file_ = base::Fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!out.file_.is_open()) return tl::unexpected(base::errno_error("cannot open", path, errno));
  out.fd_ = out.file_.get();
  return out;
}

base::Result<bool> Lines::next(std::string_view& line, const std::function<void()>& before_waiting) {
  while (true) {
    size_t end = buffer_.find('\n', at_ + searched_);
    if (end != std::string::npos || (ended_ && at_ < buffer_.size())) {
      end = std::min(end, buffer_.size());
      line = std::string_view(buffer_).substr(at_, end - at_);
      at_ = std::min(end + 1, buffer_.size());
      searched_ = 0;
      return true;
    }
    if (ended_) return false;
    searched_ = buffer_.size() - at_;
    if (searched_ > kMaxLine) {
      return base::fail(base::ErrorKind::invalid, "a line of {} is longer than {} bytes", path_, kMaxLine);
    }
    before_waiting();
    TRY(fill());
  }
}

base::Result<bool> Lines::fill() {
  buffer_.erase(0, at_);
  at_ = 0;
  size_t size = buffer_.size();
  buffer_.resize(size + kChunk);
  ssize_t count = 0;
  do {
    count = ::read(fd_, buffer_.data() + size, kChunk);
  } while (count < 0 && errno == EINTR);
  buffer_.resize(size + static_cast<size_t>(std::max<ssize_t>(count, 0)));
  if (count < 0) return tl::unexpected(base::errno_error("cannot read", path_, errno));
  ended_ = count == 0;
  return true;
}

base::Result<std::string> read_input(const std::string& path) {
  if (path != "-") return base::read_file(path);
  return base::read_file("/dev/stdin");
}

}  // namespace cli

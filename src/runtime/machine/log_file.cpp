#include "runtime/machine/log_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "base/text.h"

namespace runtime {
namespace {

constexpr auto kLookAgain = std::chrono::milliseconds(20);
constexpr int64_t kTailBytes = 4096;
constexpr int kTailLines = 5;

tl::unexpected<base::Error> errno_fail(std::string_view what, std::string_view path) {
  return tl::unexpected(base::errno_error(what, path, errno));
}

base::Fd open_for_reading(const std::string& path) {
  return base::Fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
}

int64_t size_of(int fd) {
  struct stat info {};
  return ::fstat(fd, &info) == 0 ? info.st_size : 0;
}

// From where `from` stands to its end.
base::Status copy(int from, int to, const std::string& path) {
  char buffer[65536];
  while (true) {
    ssize_t n = ::read(from, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno_fail("read", path);
    if (n == 0) return {};
    for (ssize_t done = 0; done < n;) {
      ssize_t written = ::write(to, buffer + done, static_cast<size_t>(n - done));
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return errno_fail("show", path);
      done += written;
    }
  }
}

}  // namespace

base::Result<base::Fd> open_log(const std::string& path) {
  TRY(base::make_folder(std::filesystem::path(path).parent_path()));
  base::Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!fd.is_open()) return errno_fail("open the log", path);
  return fd;
}

base::Status rotate_log(const std::string& path, int64_t max_bytes) {
  base::Fd log(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  if (!log.is_open() || size_of(log.get()) <= max_bytes) return {};
  std::string older = path + ".1";
  std::string beside = older + ".new";
  base::Fd copied(::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!copied.is_open()) return errno_fail("write", beside);
  TRY(copy(log.get(), copied.get(), path));
  if (::ftruncate(log.get(), 0) != 0) return errno_fail("empty the log", path);
  if (::rename(beside.c_str(), older.c_str()) != 0) return errno_fail("replace", older);
  return {};
}

base::Status show_log(const std::string& path, int fd, bool follow, const std::function<bool()>& ended,
                      const base::Deadline& deadline) {
  if (base::Fd older = open_for_reading(path + ".1"); older.is_open()) TRY(copy(older.get(), fd, path));
  base::Fd log = open_for_reading(path);
  while (true) {
    // Asked before reading: what an ended process has written is in the file.
    bool last = !follow || ended();
    if (!log.is_open()) log = open_for_reading(path);
    if (log.is_open()) {
      if (::lseek(log.get(), 0, SEEK_CUR) > size_of(log.get())) ::lseek(log.get(), 0, SEEK_SET);  // rotated
      TRY(copy(log.get(), fd, path));
    }
    if (last || deadline.passed()) return {};
    deadline.pause(kLookAgain);
  }
}

std::string log_tail(const std::string& path) {
  base::Fd log = open_for_reading(path);
  if (!log.is_open()) return "";
  std::string text(static_cast<size_t>(std::min(size_of(log.get()), kTailBytes)), '\0');
  ssize_t n =
      ::pread(log.get(), text.data(), text.size(), size_of(log.get()) - static_cast<int64_t>(text.size()));
  text.resize(n > 0 ? static_cast<size_t>(n) : 0);
  std::string_view trimmed = base::trim(text);
  size_t start = trimmed.size();
  for (int lines = 0; lines < kTailLines && start != std::string_view::npos && start > 0; ++lines) {
    start = trimmed.rfind('\n', start - 1);
  }
  return std::string(start == std::string_view::npos ? trimmed : base::trim(trimmed.substr(start)));
}

}  // namespace runtime

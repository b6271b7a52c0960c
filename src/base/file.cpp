#include "base/file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace base {

Fd& Fd::operator=(Fd&& other) noexcept {
  if (this != &other) {
    reset();
    fd_ = other.release();
  }
  return *this;
}

int Fd::release() {
  int fd = fd_;
  fd_ = -1;
  return fd;
}

void Fd::reset() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

Error errno_error(std::string_view what, std::string_view path, int error_number) {
  Error error{ErrorKind::io, fmt::format("cannot {} `{}`: {}", what, path, std::strerror(error_number)), ""};
  if (error_number == ENOENT) error.kind = ErrorKind::not_found;
  if (error_number == ENOSPC || error_number == EDQUOT)
    error.hint = "free space on that disk and run it again";
  if (error_number == EFBIG)
    error.hint = "raise the limit on the size of files (`ulimit -f`) and run it again";
  if (error_number == EACCES || error_number == EPERM)
    error.hint = "check the owner and the mode of the file";
  return error;
}

namespace {

tl::unexpected<Error> errno_fail(std::string_view what, std::string_view path) {
  return tl::unexpected(errno_error(what, path, errno));
}

Status write_all(int fd, std::string_view content, const std::string& path) {
  while (!content.empty()) {
    ssize_t n = ::write(fd, content.data(), content.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno_fail("write", path);
    content.remove_prefix(static_cast<size_t>(n));
  }
  return {};
}

// Of an open file description, so that it is held by whoever has the descriptor, as flock(2) would.
struct flock whole_file() {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

// Whether `fd` is still what `path` names: another writer may have renamed it meanwhile.
bool is_named(int fd, const std::string& path) {
  struct stat open {
  }, named{};
  return ::fstat(fd, &open) == 0 && ::lstat(path.c_str(), &named) == 0 && open.st_dev == named.st_dev &&
         open.st_ino == named.st_ino;
}

// An empty file that nobody else writes. One that a killed writer left is taken over.
Result<Fd> open_alone(const std::string& path, mode_t mode) {
  while (true) {
    Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode));
    if (!fd.is_open()) return errno_fail("write", path);
    struct flock whole = whole_file();
    while (::fcntl(fd.get(), F_OFD_SETLKW, &whole) != 0) {
      if (errno != EINTR) return errno_fail("lock", path);
    }
    if (!is_named(fd.get(), path)) continue;
    if (::ftruncate(fd.get(), 0) != 0) return errno_fail("empty", path);
    return fd;
  }
}

Status write_and_sync(int fd, const std::string& path, std::string_view content, mode_t mode) {
  if (::fchmod(fd, mode) != 0) return errno_fail("set the mode of", path);
  TRY(write_all(fd, content, path));
  if (::fsync(fd) != 0) return errno_fail("sync", path);
  return {};
}

}  // namespace

Result<std::string> read_file(const std::string& path, size_t max_bytes) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.is_open()) return errno_fail("read", path);
  std::string content;
  char buffer[16384];
  while (true) {
    ssize_t n = ::read(fd.get(), buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno_fail("read", path);
    if (n == 0) return content;
    content.append(buffer, static_cast<size_t>(n));
    if (content.size() > max_bytes) {
      return fail(ErrorKind::invalid, "`{}` is larger than {} bytes", path, max_bytes);
    }
  }
}

Status write_file_atomically(const std::string& path, std::string_view content, mode_t mode) {
  std::string beside = path + ".new";
  Fd fd = TRY(open_alone(beside, mode));
  Status written = write_and_sync(fd.get(), beside, content, mode);
  if (written && ::rename(beside.c_str(), path.c_str()) != 0) written = errno_fail("replace", path);
  if (!written) ::unlink(beside.c_str());
  return written;
}

Status make_folder(const std::string& path, mode_t mode) {
  if (path.empty() || path == "/") return {};
  struct stat info {};
  if (::stat(path.c_str(), &info) == 0) {
    if (S_ISDIR(info.st_mode)) return {};
    return fail(ErrorKind::io, "`{}` is not a folder", path);
  }
  TRY(make_folder(std::filesystem::path(path).parent_path().string(), mode));
  if (::mkdir(path.c_str(), mode) != 0 && errno != EEXIST) return errno_fail("make the folder", path);
  return {};
}

bool exists(const std::string& path) {
  return ::access(path.c_str(), F_OK) == 0;
}

Status remove_all(const std::string& path) {
  std::error_code error;
  std::filesystem::remove_all(path, error);
  if (error) return tl::unexpected(errno_error("remove", path, error.value()));
  return {};
}

Result<Fd> lock_file(const std::string& path) {
  Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd.is_open()) return errno_fail("open", path);
  struct flock whole = whole_file();
  if (::fcntl(fd.get(), F_OFD_SETLK, &whole) == 0) return fd;
  if (errno != EAGAIN && errno != EACCES) return errno_fail("lock", path);
  return fail(ErrorKind::conflict, "`{}` is locked by another process", path);
}

bool is_locked(const std::string& path) {
  Fd fd(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  struct flock whole = whole_file();
  return fd.is_open() && ::fcntl(fd.get(), F_OFD_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
}

Status wait_until_unlocked(const std::string& path, const Deadline& deadline) {
  constexpr int kLookAgainMs = 10;  // the kernel tells only whoever wants the lock
  while (is_locked(path)) {
    if (deadline.passed()) return fail(ErrorKind::timeout, "`{}` is still locked", path);
    ::poll(nullptr, 0, kLookAgainMs);
  }
  return {};
}

}  // namespace base

// Files: read whole, replaced atomically, created for their owner only.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "base/deadline.h"
#include "base/result.h"

namespace base {

// A file descriptor that is closed with its owner.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(other.release()) {}
  Fd& operator=(Fd&& other) noexcept;
  ~Fd() { reset(); }

  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  int release();
  void reset();

 private:
  int fd_ = -1;
};

Result<std::string> read_file(const std::string& path, size_t max_bytes = 64 << 20);

// Writes beside `path`, syncs, and renames over it: a reader sees the old or the new content, never a part.
// Writers of the same file wait for each other; what a killed one left beside is taken over by the next.
Status write_file_atomically(const std::string& path, std::string_view content, mode_t mode = 0600);

// Makes the folder and its missing parents; those that it makes get `mode`.
Status make_folder(const std::string& path, mode_t mode = 0700);

bool exists(const std::string& path);
// Removes a file or a whole folder; nothing there is no error.
Status remove_all(const std::string& path);

// An exclusive lock on `path` (made if absent), held until the Fd is closed, also by the end of the process,
// whatever its process namespace. A lock that somebody else holds is ErrorKind::conflict.
Result<Fd> lock_file(const std::string& path);
// Whether somebody holds it; asking keeps nobody from taking it (F_OFD_GETLK, fcntl_locking(2)).
bool is_locked(const std::string& path);
// Returns when nobody holds it; ErrorKind::timeout at the deadline.
Status wait_until_unlocked(const std::string& path, const Deadline& deadline);

// "what `path`: why", with the hint that fits errno (disk full, permissions).
Error errno_error(std::string_view what, std::string_view path, int error_number);

}  // namespace base

#include "account/upload.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "base/file.h"
#include "crypto/digest.h"

namespace account {
namespace {

constexpr size_t kBufferSize = 256 << 10;

aws::Result<void> write_all(int file, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    ssize_t n = ::write(file, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return tl::unexpected(aws::Error(base::errno_error("write", path, errno)));
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return {};
}

}  // namespace

Upload::Upload(Upload&& other) noexcept
    : size(other.size),
      md5(std::move(other.md5)),
      checksum(std::move(other.checksum)),
      path_(std::move(other.path_)) {
  other.path_.clear();
}

Upload::~Upload() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

base::Status Upload::move_to(const std::string& path) {
  if (::rename(path_.c_str(), path.c_str()) != 0)
    return tl::unexpected(base::errno_error("write", path, errno));
  path_.clear();
  return {};
}

aws::Result<Upload> receive_upload(aws::PayloadReader& payload, const std::string& objects_dir,
                                   base::Random& random) {
  Upload upload(objects_dir + "/tmp/" + random.hex(32));
  base::Fd file(::open(upload.path().c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file.is_open()) return tl::unexpected(aws::Error(base::errno_error("write", upload.path(), errno)));
  crypto::Hasher md5(crypto::Digest::md5);
  std::vector<char> buffer(kBufferSize);
  while (size_t size = TRY(payload.read(buffer.data(), buffer.size()))) {
    std::string_view piece(buffer.data(), size);
    md5.update(piece);
    TRY(write_all(file.get(), piece, upload.path()));
    upload.size += size;
  }
  upload.md5 = md5.finish();
  upload.checksum = payload.checksum();
  return upload;
}

}  // namespace account

#include "account/upload.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "crypto/digest.h"

namespace account {
namespace {

constexpr uint64_t kMinBuffer = 4 << 10;
constexpr uint64_t kBufferSize = 256 << 10;

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

aws::Result<Upload> receive_upload(aws::PayloadReader& payload, const std::string& objects_dir,
                                   Bodies& bodies, base::Random& random) {
  NewBody body = TRY(make_body(objects_dir, random));
  Upload upload;
  upload.name = body.name;
  bodies.made(body.name);
  crypto::Hasher md5(crypto::Digest::md5);
  // A small object needs no large buffer.
  std::vector<char> buffer(std::clamp(payload.size().value_or(kBufferSize), kMinBuffer, kBufferSize));
  while (size_t size = TRY(payload.read(buffer.data(), buffer.size()))) {
    std::string_view piece(buffer.data(), size);
    md5.update(piece);
    TRY(write_all(body.file.get(), piece, body.name));
    upload.size += size;
  }
  upload.md5 = md5.finish();
  upload.checksum = payload.checksum();
  return upload;
}

}  // namespace account

#include "account/upload.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <future>
#include <vector>

#include "crypto/digest.h"

namespace account {
namespace {

constexpr uint64_t kBufferSize = 512 << 10;

aws::Result<void> write_all(int file, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    ssize_t n = ::write(file, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return tl::unexpected(aws::Error(base::errno_error("write", path, errno)));
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return {};
}

// Fills the buffer, unless the end comes first.
aws::Result<size_t> read_full(aws::PayloadReader& payload, std::vector<char>& buffer) {
  size_t filled = 0;
  while (filled < buffer.size()) {
    size_t size = TRY(payload.read(buffer.data() + filled, buffer.size() - filled));
    if (size == 0) break;
    filled += size;
  }
  return filled;
}

}  // namespace

// MD5 takes longer than all the rest. So that of one piece is computed while the next one is received,
// checked and written.
aws::Result<Upload> receive_upload(aws::PayloadReader& payload, const std::string& objects_dir,
                                   Bodies& bodies, base::Random& random) {
  NewBody body = TRY(make_body(objects_dir, random));
  Upload upload;
  upload.name = body.name;
  bodies.made(body.name);
  crypto::Hasher md5(crypto::Digest::md5);
  std::array<std::vector<char>, 2> buffers;
  std::future<void> hashing;  // after what it uses, so that it is waited for first
  for (size_t turn = 0;; turn = 1 - turn) {
    std::vector<char>& buffer = buffers[turn];
    // One more than a small body has, so that its end is found at once.
    buffer.resize(std::min(payload.size().value_or(kBufferSize) + 1, kBufferSize));
    std::string_view piece(buffer.data(), TRY(read_full(payload, buffer)));
    if (hashing.valid()) hashing.get();
    bool is_last = piece.size() < buffer.size();
    if (is_last) {
      md5.update(piece);
    } else {
      hashing = std::async(std::launch::async, [&md5, piece] { md5.update(piece); });
    }
    TRY(write_all(body.file.get(), piece, body.name));
    upload.size += piece.size();
    if (is_last) break;
  }
  upload.md5 = md5.finish();
  upload.checksum = payload.checksum();
  return upload;
}

}  // namespace account

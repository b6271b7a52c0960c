#include "services/s3/body_bytes.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "account/call/bodies.h"
#include "base/encoding.h"
#include "crypto/checksum.h"
#include "crypto/digest.h"

namespace account::s3 {
namespace {

constexpr size_t kBufferSize = 256 << 10;

aws::Result<base::Fd> open_body(const Facilities& facilities, const std::string& name) {
  std::string path = body_path(facilities.objects_dir, name);
  base::Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return tl::unexpected(aws::Error(base::errno_error("read", path, errno)));
  return file;
}

aws::Result<void> append(const base::Fd& target, const base::Fd& source, const Piece& piece) {
  off_t offset = piece.span.offset;
  for (int64_t left = piece.span.size; left > 0;) {
    ssize_t copied =
        ::copy_file_range(source.get(), &offset, target.get(), nullptr, static_cast<size_t>(left), 0);
    if (copied < 0 && errno == EINTR) continue;
    if (copied <= 0)
      return tl::unexpected(aws::Error(base::errno_error("copy", piece.name, copied < 0 ? errno : EIO)));
    left -= copied;
  }
  return {};
}

}  // namespace

aws::Result<BodyHash> hash_body(const Facilities& facilities, const std::string& name,
                                std::string_view algorithm) {
  base::Fd file = TRY(open_body(facilities, name));
  crypto::Hasher md5(crypto::Digest::md5);
  std::optional<crypto::Checksum> checksum = crypto::Checksum::make(algorithm);
  std::vector<char> buffer(kBufferSize);
  while (true) {
    ssize_t size = ::read(file.get(), buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return tl::unexpected(aws::Error(base::errno_error("read", name, errno)));
    if (size == 0) break;
    std::string_view piece(buffer.data(), static_cast<size_t>(size));
    md5.update(piece);
    if (checksum) checksum->update(piece);
  }
  return BodyHash{md5.finish(), checksum ? base::base64(checksum->finish()) : ""};
}

aws::Result<std::string> take_bytes(Call& call, const State& owner, const Version& version) {
  const Facilities& facilities = call.facilities;
  if (std::string file = version.file(); !file.empty()) {
    std::string name = TRY(link_body(facilities.objects_dir, file, facilities.random));
    call.bodies.made(name);
    return name;
  }
  return write_body(call, owner.get_bytes(kBytes, version.id).value_or(""));
}

aws::Result<std::string> write_body(Call& call, std::string_view bytes) {
  NewBody body = TRY(make_body(call.facilities.objects_dir, call.facilities.random));
  call.bodies.made(body.name);
  TRY(append(body, bytes));
  return body.name;
}

aws::Result<std::string> join_bodies(Facilities& facilities, const std::vector<Piece>& pieces,
                                     Bodies& bodies) {
  NewBody body = TRY(make_body(facilities.objects_dir, facilities.random));
  bodies.made(body.name);
  for (const Piece& piece : pieces) {
    base::Fd source = TRY(open_body(facilities, piece.name));
    TRY(append(body.file, source, piece));
  }
  return body.name;
}

}  // namespace account::s3

#include "account/call/upload.h"

#include <algorithm>
#include <array>
#include <future>
#include <vector>

#include "crypto/digest.h"

namespace account {
namespace {

constexpr uint64_t kBufferSize = 512 << 10;

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

aws::Result<Upload> receive_in_memory(aws::PayloadReader& payload) {
  Upload upload;
  upload.bytes = TRY(aws::read_payload(payload, kSmallBody));
  upload.size = upload.bytes->size();
  upload.md5 = crypto::digest(crypto::Digest::md5, *upload.bytes);
  upload.checksum = payload.checksum();
  return upload;
}

// MD5 takes longer than all the rest. So that of one piece is computed while the next one is received,
// checked and written.
aws::Result<Upload> receive_in_file(aws::PayloadReader& payload, const std::string& objects_dir,
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
    TRY(append(body, piece));
    upload.size += piece.size();
    if (is_last) break;
  }
  upload.md5 = md5.finish();
  upload.checksum = payload.checksum();
  return upload;
}

}  // namespace

bool has_streaming_input(const aws::Operation& operation) {
  auto input = operation.input();
  auto payload = input ? input->payload() : std::nullopt;
  return payload && (payload->streaming() || payload->shape().streaming());
}

aws::Result<Upload> receive_upload(aws::PayloadReader& payload, const std::string& objects_dir,
                                   Bodies& bodies, base::Random& random) {
  bool small = payload.size() && *payload.size() <= kSmallBody;
  return small ? receive_in_memory(payload) : receive_in_file(payload, objects_dir, bodies, random);
}

}  // namespace account

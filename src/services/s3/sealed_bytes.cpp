#include "services/s3/sealed_bytes.h"

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

constexpr int64_t kPiece = 256 << 10;

// The bytes that stand at `offset` of a body.
void apply_at(const SealingKey& key, const std::vector<SealedRun>& runs, int64_t offset, std::string& bytes) {
  size_t done = 0;
  int64_t start = 0;
  for (const SealedRun& run : runs) {
    int64_t end = start + run.size;
    int64_t at = offset + static_cast<int64_t>(done);
    if (at < end && done < bytes.size()) {
      size_t size = std::min(bytes.size() - done, static_cast<size_t>(end - at));
      crypto::CounterCipher(key.key, run.nonce, static_cast<uint64_t>(at - start))
          .apply(bytes.data() + done, size);
      done += size;
    }
    start = end;
  }
}

}  // namespace

std::vector<SealedRun> runs_of(const json::Value& record) {
  std::vector<SealedRun> runs;
  const json::Value* sealed = record.find("Sealed");
  const json::Value* list = sealed ? sealed->find("Runs") : nullptr;
  if (!list) return runs;
  for (const json::Value& run : list->as_array())
    runs.push_back({base::unhex(run.string_or("Nonce", "")).value_or(""), run.int_or("Size", 0)});
  return runs;
}

void set_runs(json::Object& record, const std::vector<SealedRun>& runs) {
  json::Array list;
  for (const SealedRun& run : runs)
    list.push_back(Object{{"Nonce", base::hex(run.nonce)}, {"Size", run.size}});
  if (!record.contains("Sealed")) record.set("Sealed", Object{});
  record.find("Sealed")->as_object().set("Runs", std::move(list));
}

std::string apply_key(const SealingKey& key, const std::vector<SealedRun>& runs, Span span,
                      std::string bytes) {
  apply_at(key, runs, span.offset, bytes);
  return bytes;
}

aws::Result<PlainBytes> PlainBytes::open(const Facilities& facilities, const std::string& name, Span span,
                                         std::optional<SealingKey> key, std::vector<SealedRun> runs) {
  PlainBytes bytes;
  std::string path = body_path(facilities.objects_dir, name);
  bytes.file_ = base::Fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!bytes.file_.is_open()) return tl::unexpected(aws::Error(base::errno_error("read", path, errno)));
  bytes.name_ = name;
  bytes.left_ = span;
  bytes.key_ = std::move(key);
  bytes.runs_ = std::move(runs);
  return bytes;
}

base::Result<std::string> PlainBytes::next() {
  std::string piece(static_cast<size_t>(std::min(left_.size, kPiece)), '\0');
  while (!piece.empty()) {
    ssize_t size = ::pread(file_.get(), piece.data(), piece.size(), left_.offset);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return tl::unexpected(base::errno_error("read", name_, size < 0 ? errno : EIO));
    piece.resize(static_cast<size_t>(size));
    break;
  }
  if (key_) apply_at(*key_, runs_, left_.offset, piece);
  left_.offset += static_cast<int64_t>(piece.size());
  left_.size -= static_cast<int64_t>(piece.size());
  return piece;
}

aws::Result<BodyHash> hash_plain(PlainBytes& source, std::string_view algorithm) {
  crypto::Hasher md5(crypto::Digest::md5);
  std::optional<crypto::Checksum> checksum = crypto::Checksum::make(algorithm);
  while (true) {
    std::string piece = TRY(source.next());
    if (piece.empty()) return BodyHash{md5.finish(), checksum ? base::base64(checksum->finish()) : ""};
    md5.update(piece);
    if (checksum) checksum->update(piece);
  }
}

aws::Result<WrittenBody> write_plain(Facilities& facilities, PlainBytes& source,
                                     const std::optional<SealingKey>& key, std::string_view algorithm,
                                     Bodies& bodies) {
  NewBody body = TRY(make_body(facilities.objects_dir, facilities.random));
  bodies.made(body.name);
  WrittenBody written;
  written.name = body.name;
  std::string nonce = key ? facilities.random.bytes(crypto::kCounterNonceSize) : "";
  std::optional<crypto::CounterCipher> cipher;
  if (key) cipher.emplace(key->key, nonce);
  crypto::Hasher md5(crypto::Digest::md5);
  std::optional<crypto::Checksum> checksum = crypto::Checksum::make(algorithm);
  while (true) {
    std::string piece = TRY(source.next());
    if (piece.empty()) break;
    md5.update(piece);
    if (checksum) checksum->update(piece);
    written.size += static_cast<int64_t>(piece.size());
    if (cipher) cipher->apply(piece.data(), piece.size());
    TRY(append(body, piece));
  }
  if (key) written.runs.push_back({std::move(nonce), written.size});
  written.hash = {md5.finish(), checksum ? base::base64(checksum->finish()) : ""};
  return written;
}

aws::Result<std::string> seal_file(Call& call, const std::string& name, int64_t size, const SealingKey& key,
                                   json::Object& record) {
  PlainBytes plain = TRY(PlainBytes::open(call.facilities, name, {0, size}, std::nullopt, {}));
  WrittenBody written = TRY(write_plain(call.facilities, plain, key, "", call.bodies));
  call.bodies.unneeded(name);
  set_runs(record, written.runs);
  return written.name;
}

std::string sealed_etag(Facilities& facilities) {
  return facilities.random.hex(32);
}

}  // namespace account::s3

// PutObject.

#include "base/encoding.h"
#include "services/s3/access.h"
#include "services/s3/acl.h"
#include "services/s3/conditions.h"
#include "services/s3/object_data.h"
#include "services/s3/s3.h"
#include "services/s3/sealed_bytes.h"
#include "services/s3/sealing_key.h"
#include "services/s3/tags.h"

namespace account::s3 {

namespace {

// A small body becomes a record beside the object's, and is returned; others are files.
aws::Result<std::optional<std::string>> take_upload(Call& call, const Bucket& bucket, Object& record) {
  const Upload& upload = *call.upload;
  auto size = static_cast<int64_t>(upload.size);
  record.set("Size", size);
  if (upload.checksum)
    set_checksum(record, upload.checksum->first, upload.checksum->second, ChecksumType::full_object);
  std::optional<SealingKey> key = TRY(new_sealing_key(call, bucket, call.input.text("Key"), record));
  record.set("ETag", key ? sealed_etag(call.facilities) : base::hex(upload.md5));
  if (key && upload.bytes) {
    std::vector<SealedRun> runs = {{call.facilities.random.bytes(crypto::kCounterNonceSize), size}};
    set_runs(record, runs);
    return apply_key(*key, runs, {0, size}, *upload.bytes);
  }
  if (upload.bytes) return upload.bytes;
  record.set("File", key ? TRY(seal_file(call, upload.name, size, *key, record)) : upload.name);
  return std::nullopt;
}

Output put_object(Call& call) {
  Bucket bucket = TRY(require_bucket(call));
  std::string key = call.input.text("Key");
  TRY(check_write(call, bucket, key));
  if (call.input.has("WriteOffsetBytes")) return not_implemented();  // of directory buckets
  Object record = TRY(describe_object(call, bucket));
  std::optional<std::string> small = TRY(take_upload(call, bucket, record));
  Version version = put_version(call, bucket, key, std::move(record));
  if (small) owner_of(call, bucket).put_bytes(kBytes, version.id, *small);

  Object output{{"ETag", version.etag()}};
  show_checksum(version.record, output);
  show_written(bucket, version, output);
  return output;
}

constexpr Operation kOperations[] = {
    {"PutObject", {kWrites, kWritesAcl, kWritesTags, kWritesRetention, kWritesLegalHold}, put_object},
};

}  // namespace

std::span<const Operation> put_object_operations() {
  return kOperations;
}

}  // namespace account::s3

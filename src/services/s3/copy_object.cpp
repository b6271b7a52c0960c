// CopyObject. The bytes of a file are not copied unless a customer's key makes others of them: both objects name the
// same ones (bodies.h).
#include "base/encoding.h"
#include "services/s3/access.h"
#include "services/s3/acl.h"
#include "services/s3/body_bytes.h"
#include "services/s3/conditions.h"
#include "services/s3/copy_source.h"
#include "services/s3/object_data.h"
#include "services/s3/s3.h"
#include "services/s3/sealed_bytes.h"
#include "services/s3/sealing_key.h"
#include "services/s3/transaction.h"

namespace account::s3 {
namespace {

constexpr int64_t kMaxCopy = 5LL << 30;

bool replaces(const Call& call, std::string_view directive) {
  return call.input.text(directive) == "REPLACE";
}

// The source's tags come along unless others replace them.
bool copies_tags(const Asking& asking, const Resource& last) {
  return !replaces(asking.call, "TaggingDirective") && last.record && last.record->find("Tags");
}
constexpr When kCopiesTags{"the source has tags, and the call does not replace them", copies_tags};

// Onto itself, a copy must change something.
aws::Result<void> check_source(const Call& call, const Source& source) {
  const Input& in = call.input;
  if (source.version.size() > kMaxCopy) {
    return aws::error(
        "InvalidRequest", 400,
        "The specified copy source is larger than the maximum allowable size for a copy source: {}",
        kMaxCopy);
  }
  bool changes = replaces(call, "MetadataDirective") || in.has("StorageClass") ||
                 in.has("ServerSideEncryption") || in.has("SSECustomerAlgorithm") || source.key ||
                 in.has("WebsiteRedirectLocation");
  CopySource named = TRY(parse_copy_source(call));
  bool onto_itself =
      named.bucket == in.text("Bucket") && named.key == in.text("Key") && named.version_id.empty();
  if (changes || !onto_itself) return {};
  return aws::error("InvalidRequest", 400,
                    "This copy request is illegal because it is trying to copy an object to itself without "
                    "changing the object's metadata, storage class, website redirect location or encryption "
                    "attributes.");
}

// What was found, a file of its bytes, and the key with which the copy is to be sealed.
struct Taken {
  Source source;
  std::string file;
  std::optional<SealingKey> key;
  Object described;  // the copy, as the call describes it
};

aws::Result<Taken> take_source(Call& call) {
  Source source = TRY(require_source(call));
  TRY(check_source(call, source));
  Bucket target = TRY(require_bucket(call));
  Object described = TRY(describe_object(call, target));
  std::optional<SealingKey> key = TRY(new_sealing_key(call, target, call.input.text("Key"), described));
  std::string file = TRY(take_bytes(call, owner_of(call, source.bucket), source.version));
  return Taken{std::move(source), std::move(file), std::move(key), std::move(described)};
}

// Of the checksum: as the call says, else the source's.
std::string algorithm_of_copy(const Call& call, const json::Value& source) {
  if (call.input.has("ChecksumAlgorithm")) return call.input.text("ChecksumAlgorithm");
  const json::Value* checksum = source.find("Checksum");
  return std::string(checksum ? checksum->string_or("Algorithm", "") : "");
}

// Under another key, the bytes are others: `taken.file` is then a new one.
aws::Result<void> reseal(Call& call, Taken& taken, Object& record) {
  const Version& version = taken.source.version;
  PlainBytes plain = TRY(PlainBytes::open(call.facilities, taken.file, {0, version.size()}, taken.source.key,
                                          runs_of(version.record)));
  std::string algorithm = algorithm_of_copy(call, version.record);
  WrittenBody written = TRY(write_plain(call.facilities, plain, taken.key, algorithm, call.bodies));
  call.bodies.unneeded(std::exchange(taken.file, written.name));
  record.set("ETag", taken.key ? sealed_etag(call.facilities) : base::hex(written.hash.md5));
  if (!written.hash.checksum.empty())
    set_checksum(record, algorithm, written.hash.checksum, ChecksumType::full_object);
  if (taken.key) {
    record.set_if("Sealed", taken.described.find("Sealed"));
    record.set_if("Encryption", taken.described.find("Encryption"));
    set_runs(record, written.runs);
  }
  return {};
}

// ETag and checksum. Those of a multipart upload tell its parts, which a copy does not have: then, and for a
// checksum of another algorithm, the bytes are read.
aws::Result<void> take_hashes(Call& call, Taken& taken, Object& record) {
  if (taken.key || taken.source.key) return reseal(call, taken, record);
  const json::Value& source = taken.source.version.record;
  const json::Value* checksum = source.find("Checksum");
  std::string_view had = checksum ? checksum->string_or("Algorithm", "") : "";
  std::string algorithm = algorithm_of_copy(call, source);
  if (!source.find("Parts") && algorithm == had) {
    record.set_if("ETag", source.find("ETag"));
    record.set_if("Checksum", checksum);
    return {};
  }
  BodyHash hash = TRY(hash_body(call.facilities, taken.file, algorithm));
  record.set("ETag", base::hex(hash.md5));
  if (!hash.checksum.empty()) set_checksum(record, algorithm, hash.checksum, ChecksumType::full_object);
  return {};
}

aws::Result<Version> store_copy(Call& call, const Taken& taken, const Object& hashes) {
  Bucket bucket = TRY(require_bucket(call));
  std::string key = call.input.text("Key");
  TRY(check_write(call, bucket, key));
  Object record = TRY(describe_object(call, bucket));
  const json::Value& source = taken.source.version.record;
  if (!replaces(call, "MetadataDirective")) {
    for (std::string_view member : {"Headers", "Metadata"}) {
      record.erase(member);
      record.set_if(member, source.find(member));
    }
  }
  if (!replaces(call, "TaggingDirective")) {
    record.erase("Tags");
    record.set_if("Tags", source.find("Tags"));
  }
  record.set("File", taken.file);
  record.set_if("Size", source.find("Size"));
  for (const auto& [name, value, span] : hashes) record.set(name, value);
  return put_version(call, bucket, key, std::move(record));
}

Output copy_object(Call& call) {
  Taken taken = TRY(in_transaction(call, [&] { return take_source(call); }));
  Object hashes;
  TRY(take_hashes(call, taken, hashes));
  Bucket bucket;
  Version version = TRY(in_transaction(call, [&]() -> aws::Result<Version> {
    bucket = TRY(require_bucket(call));
    return store_copy(call, taken, hashes);
  }));

  Object result{{"ETag", version.etag()}, {"LastModified", version.record.int_or("LastModified", 0)}};
  show_checksum(version.record, result);
  Object output{{"CopyObjectResult", std::move(result)}};
  show_written(bucket, version, output);
  if (taken.source.bucket.versioning() != Versioning::never)
    output.set("CopySourceVersionId", taken.source.version.version_id());
  return output;
}

constexpr Operation kOperations[] = {
    {"CopyObject",
     {kReadsSource,
      also("s3:GetObjectTagging")
          .instead("s3:GetObjectVersionTagging", kNamesSourceVersion)
          .when(kCopiesTags),
      kListsMissingSource, kWrites, kWritesAcl, kWritesTags, kWritesRetention, kWritesLegalHold},
     copy_object,
     Transactions::own},
};

}  // namespace

std::span<const Operation> copy_object_operations() {
  return kOperations;
}

}  // namespace account::s3

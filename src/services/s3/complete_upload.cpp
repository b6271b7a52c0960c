// CompleteMultipartUpload: checks the parts, puts their bytes together, and makes the object.
#include "base/encoding.h"
#include "crypto/checksum.h"
#include "crypto/digest.h"
#include "services/s3/access.h"
#include "services/s3/body_bytes.h"
#include "services/s3/completed_upload.h"
#include "services/s3/conditions.h"
#include "services/s3/object_data.h"
#include "services/s3/s3.h"
#include "services/s3/sealed_bytes.h"
#include "services/s3/sealing_key.h"
#include "services/s3/transaction.h"
#include "services/s3/upload_record.h"

namespace account::s3 {
namespace {

constexpr int64_t kMinPart = 5 << 20;  // of all but the last

// What the upload is made of, as it was when its parts were checked.
struct Assembly {
  UploadRecord upload;
  std::vector<Part> parts;
  int64_t size = 0;
  std::optional<SealingKey> key = std::nullopt;  // with which the parts are sealed
  std::optional<Version> before = std::nullopt;  // it was completed already

  std::string algorithm() const { return std::string(upload.record.string_or("ChecksumAlgorithm", "")); }
  bool has_full_checksum() const { return upload.record.string_or("ChecksumType", "") == "FULL_OBJECT"; }
};

tl::unexpected<aws::Error> invalid_part(const UploadRecord& upload, int64_t number, std::string_view etag) {
  return tl::unexpected(aws::Error(
      "InvalidPart", 400,
      "One or more of the specified parts could not be found.  The part may not have been uploaded, or the "
      "specified entity tag may not match the part's entity tag.",
      {{"UploadId", upload.upload_id()}, {"PartNumber", number}, {"ETag", etag}}));
}

// One part of the request against what was uploaded.
aws::Result<void> check_part(const UploadRecord& upload, const json::Value& asked, const Part* part) {
  int64_t number = asked.int_or("PartNumber", 0);
  std::string_view etag = asked.string_or("ETag", "");
  if (!part || !names_etag(etag, part->record.string_or("ETag", "")))
    return invalid_part(upload, number, etag);
  const json::Value* checksum = part->record.find("Checksum");
  if (!checksum) return {};
  std::string member = checksum_member(checksum->string_or("Algorithm", ""));
  const json::Value* given = asked.find(member);
  if (given && given->as_string() != checksum->string_or("Value", ""))
    return invalid_part(upload, number, etag);
  return {};
}

aws::Result<void> check_sizes(const std::vector<Part>& parts) {
  for (size_t i = 0; i + 1 < parts.size(); ++i) {
    int64_t size = parts[i].record.int_or("Size", 0);
    if (size >= kMinPart) continue;
    return tl::unexpected(aws::Error("EntityTooSmall", 400,
                                     "Your proposed upload is smaller than the minimum allowed size",
                                     {{"ProposedSize", size},
                                      {"MinSizeAllowed", kMinPart},
                                      {"PartNumber", parts[i].number},
                                      {"ETag", parts[i].record.string_or("ETag", "")}}));
  }
  return {};
}

aws::Result<Assembly> check_parts(Call& call) {
  Bucket bucket = TRY(require_bucket(call));
  Assembly assembly;
  auto upload = require_upload(call, bucket);
  if (!upload) {
    assembly.before = find_completed(call, bucket);
    if (assembly.before) return assembly;
    return tl::unexpected(std::move(upload).error());
  }
  assembly.upload = std::move(*upload);
  const json::Value* request = call.input.find("MultipartUpload");
  const json::Value* asked = request ? request->find("Parts") : nullptr;
  if (!asked || asked->as_array().empty())
    return aws::error("InvalidRequest", 400, "You must specify at least one part");
  std::vector<Part> uploaded = list_parts(owner_of(call, bucket), assembly.upload);
  auto at = uploaded.begin();
  int64_t before = 0;
  for (const json::Value& one : asked->as_array()) {
    int64_t number = one.int_or("PartNumber", 0);
    if (number <= before) {
      return aws::error(
          "InvalidPartOrder", 400,
          "The list of parts was not in ascending order. Parts must be ordered by part number.");
    }
    before = number;
    while (at != uploaded.end() && at->number < number) ++at;
    bool found = at != uploaded.end() && at->number == number;
    TRY(check_part(assembly.upload, one, found ? &*at : nullptr));
    assembly.size += at->record.int_or("Size", 0);
    assembly.parts.push_back(std::move(*at++));
  }
  TRY(check_sizes(assembly.parts));
  if (call.input.has("MpuObjectSize") && call.input.number("MpuObjectSize") != assembly.size) {
    return aws::error(
        "InvalidRequest", 400,
        "The provided 'x-amz-mp-object-size' header value {} does not match what was computed: {}",
        call.input.number("MpuObjectSize"), assembly.size);
  }
  TRY(check_write(call, bucket, call.input.text("Key")));
  // A customer's key is only needed where the bytes are read.
  const json::Value& record = assembly.upload.record;
  if (!has_customer_key(record)) assembly.key = TRY(part_sealing_key(call, bucket, record));
  return assembly;
}

aws::Result<std::string> assemble(Call& call, const Assembly& assembly) {
  std::vector<Piece> pieces;
  for (const Part& part : assembly.parts) {
    pieces.push_back({std::string(part.record.string_or("File", "")), {0, part.record.int_or("Size", 0)}});
  }
  if (pieces.size() > 1) return join_bodies(call.facilities, pieces, call.bodies);
  std::string file = TRY(link_body(call.facilities.objects_dir, pieces[0].name, call.facilities.random));
  call.bodies.made(file);
  return file;
}

std::vector<SealedRun> joined_runs(const Assembly& assembly) {
  std::vector<SealedRun> runs;
  for (const Part& part : assembly.parts)
    for (SealedRun& run : runs_of(part.record)) runs.push_back(std::move(run));
  return runs;
}

// The ETag is the MD5 of the parts' MD5s, and how many there are.
std::string joined_etag(const Assembly& assembly) {
  std::string digests;
  for (const Part& part : assembly.parts)
    digests += base::unhex(part.record.string_or("ETag", "")).value_or("");
  std::string md5 = base::hex(crypto::digest(crypto::Digest::md5, digests));
  return fmt::format("{}-{}", md5, assembly.parts.size());
}

// A composite checksum is made in the same way.
std::string composite_checksum(const Assembly& assembly) {
  std::optional<crypto::Checksum> sum = crypto::Checksum::make(assembly.algorithm());
  for (const Part& part : assembly.parts) {
    const json::Value* checksum = part.record.find("Checksum");
    sum->update(base::unbase64(checksum ? checksum->string_or("Value", "") : "").value_or(""));
  }
  return fmt::format("{}-{}", base::base64(sum->finish()), assembly.parts.size());
}

// Sealed bytes need their key for that.
aws::Result<BodyHash> hash_joined(Call& call, const Assembly& assembly, const std::string& file) {
  if (!assembly.upload.record.find("Sealed")) return hash_body(call.facilities, file, assembly.algorithm());
  std::optional<SealingKey> key = assembly.key;
  if (!key) key = TRY(part_customer_key(call, assembly.upload.record));
  PlainBytes plain =
      TRY(PlainBytes::open(call.facilities, file, {0, assembly.size}, std::move(key), joined_runs(assembly)));
  return hash_plain(plain, assembly.algorithm());
}

// What the request says that the object's checksum is must be so.
aws::Result<void> take_checksum(Call& call, const Assembly& assembly, const std::string& file,
                                Object& record) {
  std::string algorithm = assembly.algorithm();
  if (algorithm.empty()) return {};
  bool full = assembly.has_full_checksum();
  std::string value = full ? "" : composite_checksum(assembly);
  if (full) value = TRY(hash_joined(call, assembly, file)).checksum;
  std::string expected = call.input.text(checksum_member(algorithm));
  if (!expected.empty() && expected != value) {
    return aws::error("BadDigest", 400, "The {} you specified did not match the calculated checksum.",
                      algorithm);
  }
  set_checksum(record, algorithm, value, full ? ChecksumType::full_object : ChecksumType::composite);
  return {};
}

Object new_record(const Call& call, const Assembly& assembly, const std::string& file) {
  Object record = assembly.upload.record.as_object();
  for (std::string_view member : {"Initiator", "Initiated", "ChecksumAlgorithm", "ChecksumType"})
    record.erase(member);
  json::Array parts;
  for (const Part& part : assembly.parts) {
    Object kept{{"PartNumber", part.number}};
    for (std::string_view member : {"Size", "ETag", "Checksum"})
      kept.set_if(member, part.record.find(member));
    parts.push_back(std::move(kept));
  }
  record.set("LastModified", last_modified(call.now));
  record.set("File", file);
  record.set("Size", assembly.size);
  record.set("ETag", joined_etag(assembly));
  record.set("Parts", std::move(parts));
  if (record.contains("Sealed")) set_runs(record, joined_runs(assembly));
  return record;
}

// While the bytes were put together, the upload may have been aborted or completed, or a part replaced.
aws::Result<Version> finish(Call& call, const Bucket& bucket, const Assembly& assembly, Object record) {
  State owner = owner_of(call, bucket);
  auto found = require_upload(call, bucket);
  if (!found) {
    auto before = find_completed(call, bucket);
    if (!before) return tl::unexpected(std::move(found).error());
    call.bodies.unneeded(std::string(record.find("File")->as_string()));
    return std::move(*before);
  }
  UploadRecord upload = std::move(*found);
  for (const Part& part : assembly.parts) {
    auto now = owner.get(kPart, part.id);
    if (!now || !(*now == part.record))
      return invalid_part(upload, part.number, part.record.string_or("ETag", ""));
  }
  TRY(check_write(call, bucket, call.input.text("Key")));
  erase_upload(call, owner, upload);
  return put_version(call, bucket, call.input.text("Key"), std::move(record));
}

// The object of the assembled parts, unless it is already there.
aws::Result<Version> make_object(Call& call, const Assembly& assembly) {
  std::string file = TRY(assemble(call, assembly));
  Object record = new_record(call, assembly, file);
  TRY(take_checksum(call, assembly, file, record));
  return in_transaction(call, [&]() -> aws::Result<Version> {
    Bucket bucket = TRY(require_bucket(call));
    return finish(call, bucket, assembly, std::move(record));
  });
}

Output complete_upload(Call& call) {
  Assembly assembly = TRY(in_transaction(call, [&] { return check_parts(call); }));
  Version version = assembly.before ? std::move(*assembly.before) : TRY(make_object(call, assembly));

  std::string bucket = call.input.text("Bucket");
  std::string key = call.input.text("Key");
  std::string location = fmt::format("{}://{}/{}/{}", call.http.tls ? "https" : "http",
                                     call.http.headers.get("host"), bucket, base::percent_encode(key, true));
  Object output{{"Location", location}, {"Bucket", bucket}, {"Key", key}, {"ETag", version.etag()}};
  show_checksum(version.record, output);
  if (!has_customer_key(version.record))
    show_encryption(version.record, output);  // of a key it has no members
  if (version.version_id() != kNullVersion) output.set("VersionId", version.version_id());
  return output;
}

constexpr Operation kOperations[] = {
    {"CompleteMultipartUpload", {on(kObjects).asks("s3:PutObject")}, complete_upload, Transactions::own},
};

}  // namespace

std::span<const Operation> complete_upload_operations() {
  return kOperations;
}

}  // namespace account::s3

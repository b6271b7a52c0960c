// UploadPart and UploadPartCopy.
#include "base/encoding.h"
#include "base/text.h"
#include "services/s3/access.h"
#include "services/s3/body_bytes.h"
#include "services/s3/copy_source.h"
#include "services/s3/object_data.h"
#include "services/s3/s3.h"
#include "services/s3/sealed_bytes.h"
#include "services/s3/sealing_key.h"
#include "services/s3/transaction.h"
#include "services/s3/upload_record.h"

namespace account::s3 {
namespace {

constexpr int64_t kMaxNumber = 10'000;
constexpr int64_t kMaxPart = 5LL << 30;

aws::Result<int64_t> part_number(const Call& call) {
  int64_t number = call.input.number("PartNumber");
  if (number >= 1 && number <= kMaxNumber) return number;
  return invalid_argument("Part number must be an integer between 1 and 10000, inclusive", "partNumber",
                          std::to_string(number));
}

// In place of an earlier part of that number.
aws::Result<Part> put_part(Call& call, Object record) {
  Bucket bucket = TRY(require_bucket(call));
  UploadRecord upload = TRY(require_upload(call, bucket));
  int64_t number = TRY(part_number(call));
  Part part{"", number, std::move(record)};
  part.id = part_id(upload, part.number);
  part.record.as_object().set("LastModified", last_modified(call.now));
  State owner = owner_of(call, bucket);
  if (auto old = owner.get(kPart, part.id)) call.bodies.unneeded(std::string(old->string_or("File", "")));
  owner.put(kPart, part.id, part.record);
  return part;
}

// --- UploadPart --------------------------------------------------------------------------------------------

// Of a composite checksum, each part must bring its own.
aws::Result<void> check_checksum(const Upload& body, const UploadRecord& upload) {
  std::string_view wanted = upload.record.string_or("ChecksumAlgorithm", "");
  std::string_view given = body.checksum ? std::string_view(body.checksum->first) : "";
  bool needed = upload.record.string_or("ChecksumType", "") == "COMPOSITE";
  if (wanted == given || (given.empty() && !needed)) return {};
  if (wanted.empty()) return {};
  return aws::error("InvalidRequest", 400,
                    "Checksum Type mismatch occurred, expected checksum Type: {}, actual checksum Type: {}",
                    base::lower(wanted), given.empty() ? "null" : base::lower(given));
}

Output upload_part(Call& call) {
  TRY(part_number(call));
  Bucket bucket = TRY(require_bucket(call));
  UploadRecord upload = TRY(require_upload(call, bucket));
  const Upload& body = *call.upload;
  TRY(check_checksum(body, upload));
  std::optional<SealingKey> key = TRY(part_sealing_key(call, bucket, upload.record));
  // Always in a file, of which the object will be made.
  std::string file = body.bytes ? TRY(write_body(call, *body.bytes)) : body.name;
  Object record{{"File", file}, {"Size", body.size}, {"ETag", base::hex(body.md5)}};
  if (key) {
    record.set("File", TRY(seal_file(call, file, static_cast<int64_t>(body.size), *key, record)));
    record.set("ETag", sealed_etag(call.facilities));
  }
  if (body.checksum)
    set_checksum(record, body.checksum->first, body.checksum->second, ChecksumType::full_object);
  Part part = TRY(put_part(call, std::move(record)));
  Object output{{"ETag", fmt::format("\"{}\"", part.record.string_or("ETag", ""))}};
  show_checksum(part.record, output, false);
  show_encryption(upload.record, output);
  return output;
}

// --- UploadPartCopy ----------------------------------------------------------------------------------------

// The range must be `bytes=first-last`, inside of the source.
aws::Result<Span> copied_span(const Call& call, const Version& source) {
  std::string header = call.input.text("CopySourceRange");
  Span whole{0, source.size()};
  if (header.empty()) return whole;
  auto span = parse_range(header, source.size());
  bool inside = span && *span && !header.starts_with("bytes=-") && !header.ends_with('-') &&
                header.ends_with(fmt::format("-{}", (*span)->offset + (*span)->size - 1));
  if (inside) return **span;
  return invalid_argument(
      fmt::format("Range specified is not valid for source object of size: {}", source.size()),
      "x-amz-copy-source-range", header);
}

struct Taken {
  Source source;
  UploadRecord upload;
  std::optional<SealingKey> key;  // of the upload
  Piece piece;

  std::string algorithm() const { return std::string(upload.record.string_or("ChecksumAlgorithm", "")); }
};

// The upload is looked at first: without one, nothing is copied.
aws::Result<Taken> take_source(Call& call) {
  TRY(part_number(call));
  Bucket bucket = TRY(require_bucket(call));
  UploadRecord upload = TRY(require_upload(call, bucket));
  std::optional<SealingKey> key = TRY(part_sealing_key(call, bucket, upload.record));
  Source source = TRY(require_source(call));
  Span span = TRY(copied_span(call, source.version));
  if (span.size > kMaxPart) {
    return aws::error(
        "InvalidRequest", 400,
        "The specified copy source is larger than the maximum allowable size for a copy source: {}",
        kMaxPart);
  }
  std::string file = TRY(take_bytes(call, owner_of(call, source.bucket), source.version));
  return Taken{std::move(source), std::move(upload), std::move(key), {file, span}};
}

// The part's bytes in a file of their own, and their hashes.
aws::Result<Object> copied_bytes(Call& call, const Taken& taken) {
  const Piece& piece = taken.piece;
  Object record{{"Size", piece.span.size}};
  WrittenBody written;
  if (taken.key || taken.source.key) {
    PlainBytes plain = TRY(PlainBytes::open(call.facilities, piece.name, piece.span, taken.source.key,
                                            runs_of(taken.source.version.record)));
    written = TRY(write_plain(call.facilities, plain, taken.key, taken.algorithm(), call.bodies));
    if (taken.key) set_runs(record, written.runs);
  } else {
    bool whole = piece.span.size == taken.source.version.size();
    written.name = whole ? piece.name : TRY(join_bodies(call.facilities, {piece}, call.bodies));
    written.hash = TRY(hash_body(call.facilities, written.name, taken.algorithm()));
  }
  if (written.name != piece.name) call.bodies.unneeded(piece.name);
  record.set("File", written.name);
  record.set("ETag", taken.key ? sealed_etag(call.facilities) : base::hex(written.hash.md5));
  if (!written.hash.checksum.empty())
    set_checksum(record, taken.algorithm(), written.hash.checksum, ChecksumType::full_object);
  return record;
}

Output upload_part_copy(Call& call) {
  Taken taken = TRY(in_transaction(call, [&] { return take_source(call); }));
  Object record = TRY(copied_bytes(call, taken));
  Part part = TRY(in_transaction(call, [&] { return put_part(call, std::move(record)); }));

  Object result{{"ETag", fmt::format("\"{}\"", part.record.string_or("ETag", ""))},
                {"LastModified", part.record.int_or("LastModified", 0)}};
  show_checksum(part.record, result, false);
  Object output{{"CopyPartResult", std::move(result)}};
  show_encryption(taken.upload.record, output);
  if (taken.source.bucket.versioning() != Versioning::never)
    output.set("CopySourceVersionId", taken.source.version.version_id());
  return output;
}

constexpr Operation kOperations[] = {
    {"UploadPart", {on(kObjects).asks("s3:PutObject")}, upload_part},
    {"UploadPartCopy",
     {kReadsSource, kListsMissingSource, on(kObjects).asks("s3:PutObject")},
     upload_part_copy,
     Transactions::own},
};

}  // namespace

std::span<const Operation> upload_part_operations() {
  return kOperations;
}

}  // namespace account::s3

// Multipart uploads: begun, aborted and listed.
#include <algorithm>

#include "services/s3/access.h"
#include "services/s3/listing.h"
#include "services/s3/object_data.h"
#include "services/s3/s3.h"
#include "services/s3/sealing_key.h"
#include "services/s3/upload_record.h"

namespace account::s3 {
namespace {

constexpr int64_t kMaxParts = 1000;  // on a page

// The algorithm of the object's checksum, and whether it is one over all bytes or one over those of the parts
// (S3 User Guide, "Checking object integrity", "Full object and composite checksum types").
aws::Result<void> take_checksum(const Input& in, Object& record) {
  std::string algorithm = in.text("ChecksumAlgorithm");
  std::string type = in.text("ChecksumType");
  if (algorithm.empty()) {
    if (type.empty()) return {};
    return aws::error(
        "InvalidRequest", 400,
        "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.");
  }
  if (type.empty()) type = algorithm == "CRC64NVME" ? "FULL_OBJECT" : "COMPOSITE";
  bool full = type == "FULL_OBJECT";
  bool fits = full ? algorithm.starts_with("CRC") : algorithm != "CRC64NVME";
  if (!fits) {
    return aws::error("InvalidRequest", 400,
                      "The {} checksum type cannot be used with the {} checksum algorithm.", type, algorithm);
  }
  record.set("ChecksumAlgorithm", algorithm);
  record.set("ChecksumType", type);
  return {};
}

void show_checksum_kind(const json::Value& record, Object& output) {
  output.set_if("ChecksumAlgorithm", record.find("ChecksumAlgorithm"));
  output.set_if("ChecksumType", record.find("ChecksumType"));
}

Output create_upload(Call& call) {
  Bucket bucket = TRY(require_bucket(call));
  std::string key = call.input.text("Key");
  Object record = TRY(describe_object(call, bucket));
  TRY(take_checksum(call.input, record));
  TRY(new_sealing_key(call, bucket, key, record));
  std::string upload_id = call.facilities.random.hex(64);
  record.set("UploadId", upload_id);
  record.set("Initiator", call.caller.principal.arn);
  record.set("Initiated", last_modified(call.now));
  Object output{{"Bucket", bucket.name}, {"Key", key}, {"UploadId", upload_id}};
  json::Value stored(std::move(record));
  show_checksum_kind(stored, output);
  show_encryption(stored, output);
  owner_of(call, bucket).put(kUpload, key_prefix(bucket.name, key) + upload_id, stored);
  return output;
}

Output abort_upload(Call& call) {
  Bucket bucket = TRY(require_bucket(call));
  UploadRecord upload = TRY(require_upload(call, bucket));
  erase_upload(call, owner_of(call, bucket), upload);
  return Object{};
}

json::Value initiator(const json::Value& record) {
  return Object{{"ID", record.string_or("Initiator", "")}};
}

Output list_upload_parts(Call& call) {
  Bucket bucket = TRY(require_bucket(call));
  UploadRecord upload = TRY(require_upload(call, bucket));
  const Input& in = call.input;
  int64_t max = std::clamp<int64_t>(in.number("MaxParts", kMaxParts), 0, kMaxParts);
  int64_t after = in.number("PartNumberMarker");
  std::vector<Part> parts = list_parts(owner_of(call, bucket), upload, after, static_cast<size_t>(max) + 1);
  bool truncated = static_cast<int64_t>(parts.size()) > max;
  if (truncated) parts.resize(static_cast<size_t>(max));

  json::Array list;
  for (const Part& part : parts) {
    Object shown{{"PartNumber", part.number},
                 {"ETag", fmt::format("\"{}\"", part.record.string_or("ETag", ""))}};
    for (std::string_view member : {"Size", "LastModified"}) shown.set_if(member, part.record.find(member));
    show_checksum(part.record, shown, false);
    list.push_back(std::move(shown));
  }
  Object output{{"Bucket", bucket.name},
                {"Key", in.text("Key")},
                {"UploadId", upload.upload_id()},
                {"PartNumberMarker", after},
                {"NextPartNumberMarker", parts.empty() ? after : parts.back().number},
                {"MaxParts", max},
                {"IsTruncated", truncated},
                {"Initiator", initiator(upload.record)},
                {"Owner", owner(upload.record.string_or("Owner", bucket.account()))},
                {"StorageClass", upload.record.string_or("StorageClass", "STANDARD")}};
  if (!list.empty()) output.set("Parts", std::move(list));
  show_checksum_kind(upload.record, output);
  return output;
}

// An upload's id orders behind its key, as the version of an object does.
std::string_view upload_id_of(std::string_view id) {
  return id.substr(id.find('\0') + 1);
}

Output list_uploads(Call& call) {
  Bucket bucket = TRY(require_bucket(call));
  const Input& in = call.input;
  ListRequest request = TRY(read_list_request(call, kUpload, "MaxUploads"));
  std::string key_marker = in.text("KeyMarker");
  std::string id_marker = in.text("UploadIdMarker");
  bool inside = !key_marker.empty() && !id_marker.empty();
  request.after =
      inside ? key_prefix(bucket.name, key_marker) + id_marker : after_marker(request, key_marker);
  ListPage page = list_page(owner_of(call, bucket), request);

  Encoding encoding(call);
  Object output{{"Bucket", bucket.name}, {"MaxUploads", request.max}};
  show_request(call, request, page, output);
  encoding.set(output, "KeyMarker", key_marker);
  output.set("UploadIdMarker", id_marker);
  if (page.truncated && page.last_is_prefix) encoding.set(output, "NextKeyMarker", page.last);
  if (page.truncated && !page.last_is_prefix) {
    encoding.set(output, "NextKeyMarker", key_of(page.last, bucket.name));
    output.set("NextUploadIdMarker", upload_id_of(page.last));
  }
  json::Array uploads;
  for (const Entry& entry : page.entries) {
    Object shown{{"Key", encoding(key_of(entry.id, bucket.name))},
                 {"UploadId", upload_id_of(entry.id)},
                 {"Initiated", entry.value.int_or("Initiated", 0)},
                 {"Initiator", initiator(entry.value)},
                 {"Owner", owner(entry.value.string_or("Owner", bucket.account()))},
                 {"StorageClass", entry.value.string_or("StorageClass", "STANDARD")}};
    show_checksum_kind(entry.value, shown);
    uploads.push_back(std::move(shown));
  }
  if (!uploads.empty()) output.set("Uploads", std::move(uploads));
  return output;
}

constexpr Operation kOperations[] = {
    {"CreateMultipartUpload",
     {kWrites, kWritesAcl, kWritesTags, kWritesRetention, kWritesLegalHold},
     create_upload},
    {"AbortMultipartUpload", {on(kObjects)}, abort_upload},
    {"ListParts", {on(kObjects).asks("s3:ListMultipartUploadParts")}, list_upload_parts},
    {"ListMultipartUploads", {on(kBuckets).asks("s3:ListBucketMultipartUploads")}, list_uploads},
};

}  // namespace

std::span<const Operation> multipart_operations() {
  return kOperations;
}

}  // namespace account::s3

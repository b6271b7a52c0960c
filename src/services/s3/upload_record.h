// Multipart uploads under way, and their parts.
//
// Ids order as those of objects (object.h): BUCKET/KEY, a zero byte, the upload's id; a part's has `/` and
// five digits behind that.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/s3/object.h"

namespace account::s3 {

inline constexpr std::string_view kUpload = "s3.upload";  // the object to be, and "UploadId", "Initiated"
inline constexpr std::string_view kPart = "s3.part";  // "File", "Size", "ETag", "LastModified", "Checksum"

struct UploadRecord {
  std::string id;  // of the record
  json::Value record;

  std::string upload_id() const { return std::string(record.string_or("UploadId", "")); }
};

struct Part {
  std::string id;  // of the record
  int64_t number = 0;
  json::Value record;
};

// NoSuchUpload.
aws::Result<UploadRecord> require_upload(const Call& call, const Bucket& bucket);

std::string part_id(const UploadRecord& upload, int64_t number);
// Up to `limit` parts with numbers above `after`, in order.
std::vector<Part> list_parts(const State& owner, const UploadRecord& upload, int64_t after = 0,
                             size_t limit = SIZE_MAX);

// The upload and its parts; their files are no longer needed.
void erase_upload(Call& call, const State& owner, const UploadRecord& upload);
void erase_uploads(Call& call, const Bucket& bucket);  // all of a bucket

}  // namespace account::s3

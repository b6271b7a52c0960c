// The versions of objects, and how their records are ordered.
//
// The id of a record is BUCKET/KEY, a zero byte, and 16 hexadecimal digits that fall as time passes: so ids
// order by key, and the newest version of a key comes first. No key holds a zero byte, nor the byte FF, which
// is no UTF-8: it stands behind all ids with a prefix.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/s3/bucket.h"

namespace account::s3 {

inline constexpr std::string_view kObject = "s3.object";  // in the account of the bucket's owner
inline constexpr std::string_view kBytes = "s3.bytes";    // beside it, with the same id: a small body

// The id in a bucket without versioning, and of what was written before it.
inline constexpr std::string_view kNullVersion = "null";

// An object or a delete marker. The record: {"VersionId", "LastModified"}, and of an object also "File" (its
// body; absent: in kBytes), "Size", "ETag" (without quotes), "Headers" (as given: "ContentType", ...),
// "Metadata", "Tags" and what else was said of it; of a multipart upload also "UploadId" and "Parts".
struct Version {
  std::string id;  // of the record
  json::Value record;

  bool is_marker() const { return record.bool_or("DeleteMarker", false); }
  std::string version_id() const { return std::string(record.string_or("VersionId", kNullVersion)); }
  std::string file() const { return std::string(record.string_or("File", "")); }
  std::string etag() const { return fmt::format("\"{}\"", record.string_or("ETag", "")); }
  int64_t size() const { return record.int_or("Size", 0); }
  base::Time modified() const { return base::from_ms(record.int_or("LastModified", 0)); }
};

// What stands before the order in the ids of a key's versions.
std::string key_prefix(std::string_view bucket, std::string_view key);
// The key in a record's id.
std::string_view key_of(std::string_view id, std::string_view bucket);

std::optional<Version> find_newest(const State& owner, std::string_view bucket, std::string_view key);
std::optional<Version> find_version(const State& owner, std::string_view bucket, std::string_view key,
                                    std::string_view version_id);
// Whether it could be one.
bool is_version_id(std::string_view text);

// The object that a call names, by its newest version or by `version_id`. Errors: NoSuchKey, NoSuchVersion,
// MethodNotAllowed (a delete marker), with the headers that say why.
aws::Result<Version> require_object(Call& call, const Bucket& bucket, const std::string& key,
                                    const std::string& version_id);

// Adds a version to a key, as the bucket's versioning says: beside the others, or in place of the null
// version, whose body is then no longer needed. Returns it.
Version put_version(Call& call, const Bucket& bucket, std::string_view key, json::Object record);
// Writes a changed record in place.
void update_version(const State& owner, const Version& version);
void erase_version(Call& call, const Bucket& bucket, const Version& version);

// In whole seconds: S3 shows no more anywhere.
int64_t last_modified(base::Time now);

tl::unexpected<aws::Error> no_such_key(const std::string& key);

}  // namespace account::s3

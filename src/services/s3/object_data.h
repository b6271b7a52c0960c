// What is said of an object beside its bytes: headers, metadata, tags, storage class, encryption, ACL, checksum.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "services/s3/object.h"

namespace account::s3 {

// The record of a new object (or multipart upload) as the headers of the call describe it, all but its bytes.
// Errors: MetadataTooLarge, InvalidTag, KeyTooLongError, InvalidStorageClass, and what acl.h refuses.
aws::Result<json::Object> describe_object(const Call& call, const Bucket& bucket);

// Headers and metadata, as an answer shows them.
void show_headers(const json::Value& record, json::Object& output);
// x-amz-server-side-encryption and what belongs to it; or the customer's key.
void show_encryption(const json::Value& record, json::Object& output);
void show_version_id(const Bucket& bucket, const Version& version, json::Object& output);
// What is told of a version that was just written: its encryption, and its id if versions are kept.
void show_written(const Bucket& bucket, const Version& version, json::Object& output);

// Under "Checksum": {"Algorithm", "Value", "Type"}.
enum class ChecksumType { full_object, composite };
void set_checksum(json::Object& record, const std::string& algorithm, std::string value, ChecksumType type);
// The members ChecksumCRC32 (or as it is called) and ChecksumType.
void show_checksum(const json::Value& record, json::Object& output, bool with_type = true);
std::string checksum_member(std::string_view algorithm);

}  // namespace account::s3

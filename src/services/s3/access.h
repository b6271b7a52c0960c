// What the calls of S3 ask about: buckets and objects, with their owner, the bucket policy, and S3's condition keys.
//
// Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3"; S3 User
// Guide, "Required permissions for Amazon S3 API operations".
#pragma once

#include "account/call/needs.h"
#include "services/s3/object.h"

namespace account::s3 {

// How x-amz-copy-source names a bucket and an object: on(kBuckets, kCopySource), on(kObjects, kCopySource).
inline constexpr const char* kCopySource = "CopySource";

// NoSuchBucket is told to everybody, as S3 does.
aws::Result<Resource> locate_bucket(const Asking& asking);
// The newest version, or the one that is named. None is no error: the operation says so.
aws::Result<Resource> locate_object(const Asking& asking);

inline constexpr RecordKind kBuckets{.name = kBucket,
                                     .noun = "bucket",
                                     .type = "bucket",
                                     .arn = "s3:::{Bucket}",
                                     .name_member = "Bucket",
                                     .locate = locate_bucket};
inline constexpr RecordKind kObjects{.name = kObject,
                                     .noun = "object",
                                     .type = "object",
                                     .arn = "s3:::{Bucket}/{Key}",
                                     .name_member = "Key",
                                     .locate = locate_object};

// Where the object of the need before is not there.
bool is_missing(const Asking& asking, const Resource& last);
inline constexpr When kIsMissing{"there is no such object", is_missing};
bool sets_acl(const Asking& asking, const Resource& last);
inline constexpr When kSetsAcl{"the call gives an ACL", sets_acl};

// Reading an object, or the version that is named. Whoever may not list the bucket must not learn whether it is there.
inline constexpr Need kListsMissing = on(kBuckets).asks("s3:ListBucket").when(kIsMissing);
constexpr Need on_object(std::string_view action, std::string_view of_version) {
  return on(kObjects).asks(action).instead(of_version, "VersionId");
}

// s3:RequestObjectTag/KEY and s3:RequestObjectTagKeys, of the x-amz-tagging header or of a TagSet.
void object_tag_keys(const Call& call, const json::Value* record, policy::Context& context);
// What headers do beside writing an object is asked for as if it were done on its own.
inline constexpr Need kWrites = on(kObjects).asks("s3:PutObject").keys(object_tag_keys);
inline constexpr Need kWritesAcl = also("s3:PutObjectAcl").when(kSetsAcl);
inline constexpr Need kWritesTags = also("s3:PutObjectTagging").when("Tagging");
inline constexpr Need kWritesRetention = also("s3:PutObjectRetention").when("ObjectLockMode");
inline constexpr Need kWritesLegalHold = also("s3:PutObjectLegalHold").when("ObjectLockLegalHoldStatus");

}  // namespace account::s3

// x-amz-copy-source: `BUCKET/KEY?versionId=ID`, percent encoded, with or without a leading slash.
#pragma once

#include <string>

#include "services/s3/access.h"
#include "services/s3/customer_key.h"
#include "services/s3/object.h"

namespace account::s3 {

inline constexpr std::string_view kSourceOwnerHeader = "x-amz-source-expected-bucket-owner";

struct CopySource {
  std::string bucket;
  std::string key;
  std::string version_id;  // empty: the newest
};

// InvalidArgument.
aws::Result<CopySource> parse_copy_source(const Call& call);

struct Source {
  Bucket bucket;
  Version version;
  std::optional<SealingKey> key;  // with which it is sealed
};
// The object, checked against the x-amz-copy-source-if-* conditions and the key that the call gives for it.
aws::Result<Source> require_source(Call& call);

// To read it, or the version that is named; and whoever may not list its bucket must not learn whether it is there.
bool names_source_version(const Asking& asking, const Resource& last);
inline constexpr When kNamesSourceVersion{"the source names a version", names_source_version};
inline constexpr Need kReadsSource =
    on(kObjects, kCopySource).asks("s3:GetObject").instead("s3:GetObjectVersion", kNamesSourceVersion);
inline constexpr Need kListsMissingSource = on(kBuckets, kCopySource).asks("s3:ListBucket").when(kIsMissing);

}  // namespace account::s3

// x-amz-copy-source: `BUCKET/KEY?versionId=ID`, percent encoded, with or without a leading slash.
#pragma once

#include <string>

#include "services/s3/customer_key.h"
#include "services/s3/object.h"

namespace account::s3 {

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
  std::optional<CustomerKey> key;  // with which it is sealed
};
// The object, checked against the x-amz-copy-source-if-* conditions and the key that the call gives for it.
aws::Result<Source> require_source(Call& call);

// What copying asks of its source: to read it, and its tags where there are any and they come along.
aws::Result<Questions> ask_source(const Call& call, bool with_tags);

}  // namespace account::s3

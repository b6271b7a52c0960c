// What S3 refuses of a lifecycle configuration beyond its schema.
//
// Source: S3 API Reference, PutBucketLifecycleConfiguration; S3 User Guide, "Lifecycle configuration elements",
// "Transitioning objects using Amazon S3 Lifecycle" (order of classes, minimum days).
#pragma once

#include "aws/error.h"
#include "base/json.h"

namespace account::s3 {

// `rules`: the list of LifecycleRule. Errors, in S3's own words: MalformedXML, InvalidRequest, InvalidArgument.
aws::Result<void> check_lifecycle_rules(const json::Array& rules);

}  // namespace account::s3

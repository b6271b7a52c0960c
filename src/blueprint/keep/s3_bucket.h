// The bucket in which states are kept.
#pragma once

#include "aws/client/client.h"
#include "blueprint/keep/s3_objects.h"

namespace blueprint {

// Makes the bucket, if it is not there: nobody but its owner reads it, by TLS only; it is encrypted, and keeps former
// versions of its objects for 90 days. One that is there and holds nothing may have been left by a run that ended in
// between: it gets of this what it has not got. One that holds something is left as it is. At an address of this
// machine without TLS it may be reached without. invalid: it would have to be made at another address without TLS.
base::Status make_bucket(aws::Client& client, const base::Clock& clock, const S3Place& place);

// As keep_error(), and what may be wrong with a bucket. not_found: it is not there.
base::Error bucket_error(const aws::Error& error, std::string_view action, const std::string& bucket,
                         std::string_view place);

}  // namespace blueprint

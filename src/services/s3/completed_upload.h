// An upload that was completed before, and is asked to be completed again: by a client that never got the
// answer. S3 gives it once more, as long as the object is there that came of it.
//
// Source: S3 User Guide, "Uploading and copying objects using multipart upload".
#pragma once

#include <optional>

#include "services/s3/object.h"

namespace account::s3 {

// The version that came of the upload of the call, if the call lists the same parts; nullopt: there is none.
std::optional<Version> find_completed(const Call& call, const Bucket& bucket);

}  // namespace account::s3

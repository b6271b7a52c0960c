// Whether a bucket policy is public, as block public access understands it.
//
// Source: S3 User Guide, "Blocking public access to your Amazon S3 storage", "The meaning of public".
#pragma once

#include <string>

namespace account::s3 {

// A policy is public if it allows something to everybody, and no condition holds that to fixed values of who
// or where the caller is.
bool is_public_policy(const std::string& policy);

}  // namespace account::s3

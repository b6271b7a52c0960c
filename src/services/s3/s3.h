// Amazon S3.
//
// A newcomer's way in: bucket.h and object.h say what the records are, access.h what a call asks, and each
// file of operations does the work.
#pragma once

#include "account/call/service.h"

namespace account::s3 {

Service service();

// The region of a bucket that HeadBucket was refused (API Reference, HeadBucket).
net::Headers told_to_the_denied(const Call& call);

// The rows of each file.
std::span<const Operation> bucket_operations();
std::span<const Operation> configuration_operations();
std::span<const Operation> lifecycle_operations();
std::span<const Operation> cors_operations();
std::span<const Operation> default_operations();
std::span<const Operation> policy_operations();
std::span<const Operation> acl_operations();
std::span<const Operation> put_object_operations();
std::span<const Operation> get_object_operations();
std::span<const Operation> delete_object_operations();
std::span<const Operation> copy_object_operations();
std::span<const Operation> list_objects_operations();
std::span<const Operation> object_tagging_operations();
std::span<const Operation> object_attributes_operations();
std::span<const Operation> multipart_operations();
std::span<const Operation> upload_part_operations();
std::span<const Operation> complete_upload_operations();

}  // namespace account::s3

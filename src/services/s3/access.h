// What the calls of S3 ask: the IAM action of an operation, the ARN, the bucket policy, and S3's condition keys.
//
// Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3"; S3 User
// Guide, "Required permissions for Amazon S3 API operations".
#pragma once

#include <optional>
#include <string>

#include "services/s3/object.h"

namespace account::s3 {

// The object or version that a call means; nullopt: there is none.
std::optional<Version> look_up(const Call& call, const Bucket& bucket, const std::string& key,
                               const std::string& version_id);

// For rows. The action follows from the operation's name.
aws::Result<Questions> on_bucket(const Call& call);
// For calls that write an object, or what hangs on one.
aws::Result<Questions> on_object(const Call& call);
// For calls that read one. Whoever may not list the bucket must not learn whether an object is there.
aws::Result<Questions> on_existing_object(const Call& call);

// The version that the call names; empty: none.
std::string version_of(const Call& call);
// The action of the call: of its operation, and of one version if it names one.
std::string action_of(const Call& call);

Question ask_bucket(const Call& call, const Bucket& bucket, std::string action);
// `version`: the object's, if there is one: for its tags and its ACL.
Question ask_object(const Call& call, const Bucket& bucket, std::string_view key, std::string action,
                    const std::optional<Version>& version);
// The questions of reading an object that may not be there.
Questions ask_read(const Call& call, const Bucket& bucket, const std::string& key,
                   const std::string& version_id, std::string action);

// For calls whose answer depends on what else the caller may do.
aws::Result<bool> is_allowed(const Call& call, const Question& question);

}  // namespace account::s3

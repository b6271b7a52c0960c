// Access control lists as far as they are canned: what they show, and what they let others do.
//
// Source: S3 User Guide, "Access control list (ACL) overview", "Canned ACL".
#pragma once

#include <optional>
#include <string>

#include "services/s3/object.h"

namespace account::s3 {

// Whether headers of the call grant something to single grantees.
bool has_grants(const Call& call);

// The canned ACL that the headers of a call ask for, checked against the bucket's ownership controls and
// public access block; `private` if they ask for none. Grants to single grantees are not kept here, and refused.
aws::Result<std::string> canned_acl(const Call& call, const Bucket& bucket);

// What ACLs allow, as the statements of a policy; empty: nothing to anybody else.
std::string bucket_grants(const Bucket& bucket);
std::string object_grants(const Bucket& bucket, const std::string& arn,
                          const std::optional<Version>& version);
// One policy of a policy and statements like these; either may be empty.
std::string join_policies(const std::string& policy, const std::string& statements);

// The Owner and Grants that a canned ACL stands for.
json::Object show_acl(std::string_view canned, std::string_view owner_account,
                      std::string_view bucket_account);

}  // namespace account::s3

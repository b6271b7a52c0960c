// What S3 refuses of a bucket's policy beyond the grammar (Amazon S3 User Guide, "Bucket policies"; S3 API
// Reference, PutBucketPolicy).
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "policy/catalog/catalog.h"
#include "policy/document.h"
#include "policy/read/refusal.h"

namespace policy {

// Whether a principal is there, as whoever stores the policy knows it; only of what names one: a user, a
// role, an account, a unique id.
using PrincipalExists = std::function<bool(std::string_view text)>;

// S3's answer to PutBucketPolicy: MalformedPolicy with the message of the first mistake; nullopt: it stores it.
std::optional<Refusal> bucket_policy_refusal(const Document& document, std::string_view bucket,
                                             const Catalog& catalog, const PrincipalExists& exists);

}  // namespace policy

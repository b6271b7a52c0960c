// A policy document of AWS, read and made ready for evaluation.
//
// Source: IAM User Guide, "IAM JSON policy elements reference"; the numbered rules are those of
// docs/policy-semantics.md. Stages, one file each: parse (text -> Document), compile (Document -> Policy),
// evaluate, explain.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/diagnostics.h"
#include "base/result.h"

namespace policy {

// Where a document is attached decides what it may say and how large it may be (rules 2 and 6). `identity` is
// an identity policy of unknown origin, such as one of AWS's own, and has no limit; those that customers
// write have one.
enum class Kind {
  identity,
  managed,
  user_inline,
  group_inline,
  role_inline,
  resource,
  trust,
  boundary,
  session,
  scp,
  rcp,
  endpoint
};
std::string_view kind_name(Kind kind);  // as in a message: "trust policy"

// The size of a document as AWS counts it for this kind: characters without white space, or bytes as stored.
// Inline policies share one limit for each user, group or role, so their writer adds up what this returns.
size_t document_size(std::string_view json, Kind kind);
size_t size_limit(Kind kind);  // 0: none

class Policy;  // compiled; immutable, so it may be shared between threads
using PolicyPtr = std::shared_ptr<const Policy>;

// Sizes are quotas of the account that stores a document; one that is only asked about may have any.
enum class Size { limited, any };

// Parses, checks and compiles. nullptr if there was an error; all of them are then in `diagnostics`, each
// with its place and AWS's own words as the hint. The id of an error is stable: `policy-size` is a document
// that is too large (IAM answers LimitExceeded), every other one is a malformed document (MalformedPolicyDocument).
PolicyPtr compile(std::string_view json, Kind kind, base::Diagnostics& diagnostics, std::string name = "",
                  Size size = Size::limited);

// The same for callers that only want the first error (ErrorKind::invalid, with line and column). `name` says
// which policy it is, for explanations: an ARN, or the name of an inline policy.
base::Result<PolicyPtr> compile(std::string_view json, Kind kind, std::string name = "");

}  // namespace policy

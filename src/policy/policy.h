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

// Where a document is attached decides what it may say and how large it may be.
enum class Kind { identity, resource, trust, boundary, session, scp, rcp, endpoint };

class Policy;  // compiled; immutable, so it may be shared between threads
using PolicyPtr = std::shared_ptr<const Policy>;

// Parses, checks and compiles. nullptr if there was an error, which is then in `diagnostics`.
PolicyPtr compile(std::string_view json, Kind kind, base::Diagnostics& diagnostics);

// The same for callers that only want the first error (ErrorKind::invalid, with line and column). `name` says
// which policy it is, for explanations: an ARN, or the name of an inline policy.
base::Result<PolicyPtr> compile(std::string_view json, Kind kind, std::string name = "");

}  // namespace policy

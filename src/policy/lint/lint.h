// What is wrong, dangerous or needless in a policy that AWS would take.
//
// Findings have the names of IAM Access Analyzer's policy checks where it has one (IAM User Guide, "Access
// Analyzer policy check reference"), in lower case with dashes: `pass-role-with-star-in-resource`. Those of
// our own are listed in docs/policy-semantics.md, "Findings".
#pragma once

#include <optional>
#include <string_view>

#include "policy/catalog/catalog.h"
#include "policy/document.h"

namespace policy {

// Parses the document (its errors are those of parse()), then lints it. nullopt if there is an error.
std::optional<Document> check(std::string_view json, Kind kind, const Catalog& catalog,
                              base::Diagnostics& diagnostics);

// The kind that a document looks like: with principals and without resources a trust policy, with principals
// a resource policy, else an identity policy. For files that do not say it.
Kind guess_kind(std::string_view json);

}  // namespace policy

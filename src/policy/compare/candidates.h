// Requests that may tell two policies apart: values taken from what both say. For diff.cpp.
#pragma once

#include <string>
#include <vector>

#include "policy/catalog/catalog.h"
#include "policy/decide/evaluate.h"
#include "policy/document.h"

namespace policy {

// Resources that the action may be asked on: its resource types' ARNs with example names, and their common
// texts with each pattern of the documents.
std::vector<std::string> candidate_resources(const std::vector<const Document*>& documents,
                                             const Catalog& catalog, const std::string& action);

// Whether a pattern of a policy may match a resource of this type; `arn` is the type's template.
bool may_meet(std::string_view pattern, std::string_view arn);

// The keys of all conditions, each with values that meet them, values beside these, and none.
struct CandidateKey {
  std::string key;
  std::vector<std::vector<std::string>> values;  // one value, several, or none at all: the key is absent
};
std::vector<CandidateKey> candidate_keys(const std::vector<const Document*>& documents);

// Who may ask: those whom the documents name, a stranger of another account, and nobody. Without principals, one user.
std::vector<Principal> candidate_principals(const std::vector<const Document*>& documents);

}  // namespace policy

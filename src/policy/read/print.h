// Documents back as JSON, in AWS's order of elements. What is parsed from it again is the same document.
#pragma once

#include "base/json.h"
#include "policy/document.h"

namespace policy {

json::Object to_json(const Document& document);
json::Object to_json(const WrittenStatement& statement);
std::string_view key_name(PrincipalKey key);  // Service, Federated, CanonicalUser; else AWS

}  // namespace policy

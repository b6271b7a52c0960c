// The condition keys that a document refers to.
#pragma once

#include <string>
#include <vector>

#include "policy/document.h"

namespace policy {

// Those of its conditions and of its variables, each once in any case, as first written, in the order in
// which they appear.
void add_context_keys(const Document& document, std::vector<std::string>& keys);

}  // namespace policy

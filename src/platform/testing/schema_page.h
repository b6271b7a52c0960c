// For tests: the schema of slipway.yaml as a page for people, docs/slipway-yaml.md.
#pragma once

#include <string>

#include "base/json.h"

namespace platform {

// A table for the file and one for each of its definitions that has keys; what stands inline is one dotted key.
std::string schema_page(const json::Value& schema);

}  // namespace platform

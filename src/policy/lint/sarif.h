// Findings as SARIF 2.1.0 (OASIS), which code hosts show beside the lines of a change.
#pragma once

#include <vector>

#include "base/diagnostics.h"
#include "base/json.h"

namespace policy {

json::Object to_sarif(const std::vector<base::Diagnostics>& files, std::string_view version);

// One finding for programs: id, severity, message, hint, path, line, column.
json::Object to_json(const base::Diagnostic& finding);

}  // namespace policy

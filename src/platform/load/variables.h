// The `variables:` of one scope.
#pragma once

#include <string_view>

#include "base/diagnostics.h"
#include "base/json.h"
#include "platform/desired/variables.h"

namespace platform {

// `variables`: may be null. `text`: the whole file, from which a number or `true` is taken as it was written:
// `1.10` stays `1.10`.
Variables load_variables(const json::Value* variables, std::string_view text, base::Diagnostics& diagnostics);

}  // namespace platform

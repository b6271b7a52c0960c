// The `variables:` of one scope.
#pragma once

#include "base/diagnostics.h"
#include "base/json.h"
#include "base/yaml.h"
#include "platform/desired/variables.h"

namespace platform {

// `variables`: of `document`, may be null. A number or `true` is taken as it is written: `1.10` stays `1.10`.
Variables load_variables(const json::Value* variables, const yaml::Document& document,
                         base::Diagnostics& diagnostics);

}  // namespace platform

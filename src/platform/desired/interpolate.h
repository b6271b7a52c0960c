// `{{NAME}}` in the value of a variable stands for the value of another (Qovery's documentation, "Environment
// variables"). What is in braces and is the name of none stays as it is: templates of other programs look alike.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace platform {

std::vector<std::string> names_in_braces(std::string_view text);

// `value_of`: nullopt if there is no such variable.
base::Result<std::string> interpolate(
    std::string_view text,
    const std::function<base::Result<std::optional<std::string>>(const std::string& name)>& value_of);

}  // namespace platform

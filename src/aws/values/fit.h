// Does a decoded value fit its shape: known names, right types, nothing missing that is required?
#pragma once

#include <optional>
#include <string>

#include "aws/model/model.h"
#include "base/json.h"

namespace aws {

// What does not fit, with its path and "did you mean", or nullopt. Constraints on values are not looked at
// (aws/values/constraint.h). A null value is taken as an empty object.
std::optional<std::string> misfit(const Shape& shape, const json::Value& value);

// "unknown member `roleNam`: did you mean `RoleName`?"
std::string unknown_member(const Shape& shape, std::string_view name);

}  // namespace aws

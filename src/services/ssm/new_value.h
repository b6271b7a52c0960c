// What PutParameter makes of a value: whether it may be one, and in which tier.
//
// Source: API Reference, PutParameter; User Guide, "Managing parameter tiers".
#pragma once

#include <string>

#include "account/call/operation.h"

namespace account::ssm {

// Standard or Advanced; `former`: what the parameter was, nullptr: it is new. Error: ValidationException: it would no
// longer be advanced.
aws::Result<std::string> tier_of(const Call& call, const json::Value* former, size_t value_size,
                                 bool has_policies);

// Of a whole record whose Value is still the text. Errors: ValidationException; InvalidAllowedPatternException,
// ParameterPatternMismatchException.
aws::Result<void> check_value(const json::Object& parameter);

// Whether AWS finds the image that a value of the type aws:ec2:image names, as who makes the call; such a parameter is
// put only then, although the call is answered as if it were (User Guide, "Using native parameter support in Parameter
// Store for Amazon Machine Image IDs").
bool is_image_there(Call& call, const std::string& id);

}  // namespace account::ssm

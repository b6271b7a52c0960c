// What is told of a parameter that changes: an event on the default bus of its region.
//
// Source: EventBridge's events of Systems Manager; User Guide, "Setting up notifications or trigger actions based on
// Parameter Store events".
#pragma once

#include <string_view>

#include "account/call/invoke.h"

namespace account::ssm {

// `operation`: Create, Update, Delete, Expire, LabelParameterVersion.
void tell_change(const Origin& origin, std::string_view operation, const json::Value& parameter);
void tell_change(Call& call, std::string_view operation, const json::Value& parameter);

}  // namespace account::ssm

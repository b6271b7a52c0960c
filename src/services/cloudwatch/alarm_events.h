// What CloudWatch tells of alarms: their state changed, they were put or deleted (User Guide, "Alarm events and
// EventBridge").
#pragma once

#include <string_view>

#include "account/call/due_work.h"
#include "account/call/invoke.h"

namespace account::cloudwatch {

// As CloudWatch itself, from within a call.
Origin as_cloudwatch(Call& call);
Origin as_cloudwatch(const Due& due, Bodies& bodies);

// `operation`: create, update, delete.
void tell_configuration(Call& call, const json::Value& alarm, std::string_view operation);
// The alarm as it was, and as it is now.
void tell_state(const Origin& origin, const json::Value& before, const json::Value& after);

}  // namespace account::cloudwatch

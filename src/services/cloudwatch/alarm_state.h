// An alarm's state changes: it is written down, told, and the composite alarms above look at their rules again.
// Actions are kept and shown, and none is carried out.
#pragma once

#include <string>

#include "account/call/invoke.h"

namespace account::cloudwatch {

struct AlarmState {
  std::string value;  // OK, ALARM, INSUFFICIENT_DATA
  std::string reason;
  std::string data = "";  // JSON
};

// The alarm is stored with it.
void change_state(const Origin& origin, json::Value alarm, const AlarmState& to);
// A composite alarm looks at its rule; `reason` is told where its state changes.
void look_at_rule(const Origin& origin, const json::Value& alarm, const std::string& reason);

}  // namespace account::cloudwatch

// EventBridge: event buses, the rules on them, the targets of rules, and events that go from one to the other. A file
// for each concern; each has its rows.
//
// Source: Amazon EventBridge API Reference, version 2015-10-07; Amazon EventBridge User Guide.
#pragma once

#include <span>

#include "account/call/due_work.h"
#include "account/call/operation.h"
#include "account/call/service.h"

namespace account::events {

Service service();

std::span<const Operation> bus_operations();
std::span<const Operation> permission_operations();
std::span<const Operation> rule_operations();
std::span<const Operation> target_operations();
std::span<const Operation> tag_operations();
std::span<const Operation> put_operations();

extern const Effect kDeliver;  // an event that has come
extern const Effect kFire;     // a rule with a schedule

}  // namespace account::events

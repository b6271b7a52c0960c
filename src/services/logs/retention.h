// How long events are kept. What is too old is not read any more, and goes by itself.
//
// Source: API Reference, PutRetentionPolicy.
#pragma once

#include "account/call/facilities.h"
#include "account/record/state.h"

namespace account::logs {

// An event of that time (ms) is or comes into the group: schedules the moment when it is too old, unless an earlier is.
// Changes the group's record, which the caller stores.
void expire_later(const State& state, Facilities& facilities, json::Value& group, int64_t oldest);

}  // namespace account::logs

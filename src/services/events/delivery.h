// Events on their way to targets. A queue is sent a message as the service itself, so that the queue's policy decides,
// which sees the rule as aws:SourceArn; a log group gets a stream with the event, if a resource policy lets the service
// write there. Targets of other kinds are kept with their rule, and nothing is sent to them.
//
// What a target refuses goes to the queue for what could not be delivered (DeadLetterConfig), or is lost.
//
// Source: Amazon EventBridge User Guide, "Amazon EventBridge targets", "Using dead-letter queues to process undelivered
// events in EventBridge", "Using resource-based policies for Amazon EventBridge".
#pragma once

#include "account/call/due_work.h"
#include "base/json.h"

namespace account::events {

void deliver(Due& due, const json::Value& rule, const json::Value& event);

}  // namespace account::events

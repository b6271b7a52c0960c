// Tags of rules and buses: a list of {Key, Value}.
#pragma once

#include "account/call/operation.h"

namespace account::events {

// ValidationException: more than 50, or one of AWS's own.
aws::Result<void> check_tags(const json::Value& tags);
// Those with which something is made.
aws::Result<json::Array> tags_of_input(const Call& call);

}  // namespace account::events

// When a lifecycle rule moves objects to another storage class: S3 moves them down only, not too early, and
// never after they have expired.
#pragma once

#include "aws/error.h"
#include "base/json.h"

namespace account::s3 {

// The Transitions and NoncurrentVersionTransitions of a rule against each other and against its expirations.
aws::Result<void> check_transitions(const json::Value& rule);

// InvalidArgument: the Date of an action is not at midnight UTC.
aws::Result<void> check_midnight(const json::Value& action);

}  // namespace account::s3

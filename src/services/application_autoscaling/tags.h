// Tags of scalable targets, as a map.
#pragma once

#include "account/call/operation.h"

namespace account::application_autoscaling {

// Errors: ValidationException, TooManyTagsException.
aws::Result<void> check_tags(const json::Value& tags);

}  // namespace account::application_autoscaling

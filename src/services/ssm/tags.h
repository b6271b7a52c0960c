// Tags of parameters: a list of {Key, Value}.
#pragma once

#include "account/call/operation.h"

namespace account::ssm {

// Those of `tags` with what the call's Tags say. Errors: TooManyTagsError, ValidationException.
aws::Result<json::Value> with_tags_of(const Call& call, json::Value tags);

}  // namespace account::ssm

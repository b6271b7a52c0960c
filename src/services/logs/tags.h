// Tags of log groups: a map.
#pragma once

#include "aws/error.h"
#include "base/json.h"

namespace account::logs {

// API Reference, TagResource: 50 tags, and none of AWS's own.
aws::Result<void> check_tags(const json::Value& tags);

}  // namespace account::logs

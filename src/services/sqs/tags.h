// Tags of queues: a map.
#pragma once

#include "aws/error.h"
#include "base/json.h"

namespace account::sqs {

// Amazon SQS Developer Guide, "Amazon SQS cost allocation tags"; quotas: "Queue tags".
aws::Result<void> check_tags(const json::Value& tags);

}  // namespace account::sqs

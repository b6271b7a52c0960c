// What a FIFO queue was sent within five minutes, by deduplication id.
//
// Source: Amazon SQS Developer Guide, "Exactly-once processing in Amazon SQS".
#pragma once

#include <optional>
#include <string>

#include "services/sqs/queue.h"

namespace account::sqs {

// What was answered when it was sent first.
std::optional<json::Value> find_duplicate(const Queue& queue, const std::string& id, base::Time now);
void keep_duplicate(const Queue& queue, const std::string& id, const json::Value& answer, base::Time now);

}  // namespace account::sqs

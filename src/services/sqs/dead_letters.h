// Where messages go that nobody could deal with: the redrive policy of a queue, and what its target allows.
//
// Source: Amazon SQS API Reference, SetQueueAttributes (RedrivePolicy, RedriveAllowPolicy); Developer Guide, "Using
// dead-letter queues in Amazon SQS".
#pragma once

#include <optional>
#include <string>

#include "services/sqs/queue.h"

namespace account::sqs {

struct RedrivePolicy {
  std::string target_arn;
  int64_t most_receives = 0;  // a message that was received as often is moved instead of being received again
};

// Of a queue whose policy was checked when it was set; nullopt: it has none.
std::optional<RedrivePolicy> redrive_policy(const Queue& queue);

// The target must be there, of the same account, region and form, and take messages of this queue.
aws::Result<void> check_redrive_policy(const Queue& queue, const std::string& text);
aws::Result<void> check_redrive_allow_policy(const std::string& text);

}  // namespace account::sqs

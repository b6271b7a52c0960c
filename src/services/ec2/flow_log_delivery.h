// What a flow log writes into a log group, as the role that it was given: no traffic flows here, so it is one line for
// each interface that is there when the first interval ends, which says so. What the role may not do is told by the
// flow log itself, as "Access error".
//
// Source: Amazon VPC User Guide, "IAM role for publishing flow logs to CloudWatch Logs", "Troubleshoot VPC Flow Logs",
// "Flow log record examples" (no data and skipped records).
#pragma once

#include <span>

#include "account/call/due_work.h"
#include "account/call/operation.h"

namespace account::ec2 {

// A flow log that was just made.
void deliver_later(Call& call, const json::Value& log);
std::span<const Effect> flow_log_effects();

}  // namespace account::ec2

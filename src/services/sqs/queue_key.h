// SSE-KMS: bodies of messages rest sealed with a data key, which KMS makes for who sends and opens for who receives,
// with their own permissions. A data key serves for one message; on AWS for all that come within
// KmsDataKeyReusePeriodSeconds.
//
// A message's record keeps {DataKey, Body: both base64, SealedFor: the ARN of the queue to which it was sent}.
//
// Source: Amazon SQS Developer Guide, "Encryption at rest in Amazon SQS", "Key management"; API Reference, errors of
// SendMessage and ReceiveMessage.
#pragma once

#include <string>

#include "services/sqs/queue.h"

namespace account::sqs {

// Seals the body of a message that is sent, if its queue has a key. Errors: KmsAccessDenied, KmsDisabled, ...
aws::Result<void> seal_body(Call& call, const Queue& queue, json::Object& message);
// The body of a message that is received; `state`: inside of the transaction that gives it out.
aws::Result<std::string> open_body(Call& call, const State& state, const json::Value& message);

}  // namespace account::sqs

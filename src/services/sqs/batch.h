// Calls that do up to ten things, each with an answer of its own.
//
// Source: Amazon SQS API Reference, SendMessageBatch, DeleteMessageBatch, ChangeMessageVisibilityBatch.
#pragma once

#include <functional>

#include "account/call/operation.h"

namespace account::sqs {

// `run` on each entry; its result joins the entry's Id in Successful, its error in Failed. Errors: of the batch as a
// whole, before anything is done.
Output run_batch(const Call& call, const std::function<Output(const json::Value& entry)>& run);

}  // namespace account::sqs

// What CreateTable and UpdateTable set beside keys, indexes and throughput.
#pragma once

#include "account/call/operation.h"

namespace account::dynamodb {

// Each takes what the call says of it, where it says anything. Errors: ValidationException, ResourceInUseException.

// StreamSpecification. A stream gets its name and ARN; nobody can read it here.
aws::Result<void> set_stream(const Call& call, json::Value& table);
// SSESpecification: the key is one that the caller may describe; without a name, AWS's own for DynamoDB.
aws::Result<void> set_encryption(Call& call, json::Value& table);
aws::Result<void> set_warm_throughput(const Call& call, json::Value& table);

}  // namespace account::dynamodb

// What CreateTable and UpdateTable may be given.
//
// Source: Amazon DynamoDB API Reference, CreateTable, UpdateTable; Developer Guide, "Quotas in Amazon DynamoDB".
#pragma once

#include "account/call/operation.h"

namespace account::dynamodb {

// Of a table with all its definitions, keys and indexes. Errors: ValidationException.
aws::Result<void> check_definition(const json::Value& table);
// Of a table, or of a global index of one: the throughput fits the billing mode.
aws::Result<void> check_throughput(std::string_view billing_mode, const json::Value* throughput,
                                   std::string_view index = "");

}  // namespace account::dynamodb

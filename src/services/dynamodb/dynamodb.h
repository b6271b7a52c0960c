// DynamoDB: tables and their items. A file for each concern; each has its rows. `expression/` is the expression
// language, which knows nothing of calls or stores.
//
// Source: Amazon DynamoDB API Reference, version 2012-08-10; Amazon DynamoDB Developer Guide.
#pragma once

#include <span>

#include "account/call/operation.h"
#include "account/call/service.h"

namespace account::dynamodb {

Service service();

std::span<const Operation> table_operations();
std::span<const Operation> update_table_operations();
std::span<const Operation> setting_operations();
std::span<const Operation> tag_operations();
std::span<const Operation> item_operations();
std::span<const Operation> read_operations();
std::span<const Operation> batch_operations();
std::span<const Operation> transaction_operations();

}  // namespace account::dynamodb

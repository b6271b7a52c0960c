// Simple Queue Service: queues, their messages, and who may use them. A file for each concern; each has its rows.
//
// Source: Amazon SQS API Reference, version 2012-11-05; Amazon SQS Developer Guide.
#pragma once

#include <span>

#include "account/call/operation.h"
#include "account/call/service.h"

namespace account::sqs {

Service service();

std::span<const Operation> queue_operations();
std::span<const Operation> attribute_operations();
std::span<const Operation> permission_operations();
std::span<const Operation> tag_operations();
std::span<const Operation> send_operations();
std::span<const Operation> receive_operations();
std::span<const Operation> receipt_operations();

}  // namespace account::sqs

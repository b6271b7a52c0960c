// CloudWatch Logs: log groups, their streams and events, and which services may write into them. A file for each
// concern; each has its rows.
//
// Source: Amazon CloudWatch Logs API Reference, version 2014-03-28; Amazon CloudWatch Logs User Guide.
#pragma once

#include <span>

#include "account/call/due_work.h"
#include "account/call/operation.h"
#include "account/call/service.h"

namespace account::logs {

Service service();

std::span<const Operation> group_operations();
std::span<const Operation> retention_operations();
std::span<const Operation> key_operations();
std::span<const Operation> tag_operations();
std::span<const Operation> stream_operations();
std::span<const Operation> put_operations();
std::span<const Operation> read_operations();
std::span<const Operation> filter_operations();
std::span<const Operation> policy_operations();

extern const Effect kExpire;

}  // namespace account::logs

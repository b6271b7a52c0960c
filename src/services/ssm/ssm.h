// Systems Manager, of which the account has Parameter Store: parameters with their versions, labels and tags, and AWS's
// public ones. A file for each concern; each has its rows.
//
// Source: AWS Systems Manager API Reference, version 2014-11-06; AWS Systems Manager User Guide, "AWS Systems Manager
// Parameter Store".
#pragma once

#include <span>

#include "account/call/due_work.h"
#include "account/call/operation.h"
#include "account/call/service.h"

namespace account::ssm {

Service service();

std::span<const Operation> put_operations();
std::span<const Operation> read_operations();
std::span<const Operation> path_operations();
std::span<const Operation> history_operations();
std::span<const Operation> describe_operations();
std::span<const Operation> delete_operations();
std::span<const Operation> label_operations();
std::span<const Operation> tag_operations();

extern const Effect kExpire;  // a parameter whose time is over

}  // namespace account::ssm

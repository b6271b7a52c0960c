// Key Management Service: keys, their aliases, policies and grants, and what is encrypted with them. A file for each
// concern; each has its rows.
//
// Source: AWS KMS API Reference, version 2014-11-01; AWS KMS Developer Guide.
#pragma once

#include <span>

#include "account/call/due_work.h"
#include "account/call/operation.h"
#include "account/call/service.h"

namespace account::kms {

Service service();

std::span<const Operation> key_operations();
std::span<const Operation> state_operations();
std::span<const Operation> deletion_operations();
std::span<const Operation> rotation_operations();
std::span<const Operation> alias_operations();
std::span<const Operation> policy_operations();
std::span<const Operation> grant_operations();
std::span<const Operation> grant_end_operations();
std::span<const Operation> tag_operations();
std::span<const Operation> encrypt_operations();
std::span<const Operation> data_key_operations();

extern const Effect kDeleteKey;
extern const Effect kRotateKey;

}  // namespace account::kms

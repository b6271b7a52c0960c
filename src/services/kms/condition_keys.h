// Condition keys that calls bring by their input.
//
// Source: AWS KMS Developer Guide, "AWS KMS condition keys".
#pragma once

#include "account/call/needs.h"

namespace account::kms {

// kms:EncryptionContext:KEY, kms:EncryptionContextKeys, kms:EncryptionAlgorithm, kms:RequestAlias.
void encryption_keys(const Call& call, const json::Value* record, policy::Context& context);
// The same of ReEncrypt, whose sides have names of their own, and kms:ReEncryptOnSameKey.
void source_keys(const Call& call, const json::Value* record, policy::Context& context);
void destination_keys(const Call& call, const json::Value* record, policy::Context& context);
// kms:RequestAlias alone.
void alias_keys(const Call& call, const json::Value* record, policy::Context& context);

// kms:EncryptionContext:KEY and kms:EncryptionContextKeys of such pairs; nullptr: none.
void add_encryption_context(const json::Value* pairs, policy::Context& context);

}  // namespace account::kms

// Texts of the type SecureString rest encrypted by KMS, which is asked with the caller's own permissions, by way of
// Systems Manager: up to 4 KiB the text itself (kms:Encrypt), of an advanced parameter a data key that seals it
// (kms:GenerateDataKey). Whoever wants the text needs kms:Decrypt. The encryption context is {PARAMETER_ARN: the ARN}.
//
// A record keeps in Value what is told of it without decryption, in base64, and beside it the encrypted DataKey.
//
// Source: User Guide, "AWS KMS encryption for AWS Systems Manager Parameter Store SecureString parameters".
#pragma once

#include <string>

#include "account/call/operation.h"

namespace account::ssm {

inline constexpr std::string_view kDefaultKey = "alias/aws/ssm";

// Of a parameter that is put, whose Value is the text and whose KeyId is said. Errors: InvalidKeyId,
// AccessDeniedException.
aws::Result<void> seal_value(Call& call, json::Object& parameter);
// What a call is told of a version's value: the text itself, if the call has WithDecryption. Errors: likewise.
aws::Result<std::string> told_value(Call& call, const json::Value& version);

}  // namespace account::ssm

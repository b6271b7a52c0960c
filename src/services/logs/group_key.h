// KMS keys of log groups. CloudWatch Logs uses a key as itself, so that the key's policy must let it: for this group,
// which stands in the encryption context.
//
// Source: Amazon CloudWatch Logs User Guide, "Encrypt log data in CloudWatch Logs using AWS Key Management Service".
#pragma once

#include <string>

#include "account/call/operation.h"

namespace account::logs {

// InvalidParameterException: there is no such key, it is disabled, or is not for this group.
aws::Result<void> check_key(Call& call, const std::string& key_arn, const std::string& group_arn);

}  // namespace account::logs

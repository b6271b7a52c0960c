// What every use of a key looks at before it begins.
#pragma once

#include <string_view>

#include "account/call/operation.h"

namespace account::kms {

// Errors: DisabledException, KMSInvalidStateException; InvalidKeyUsageException: the key is for other things;
// InvalidGrantTokenException; UnsupportedOperationException: what only an enclave could read.
aws::Result<void> check_use(const Call& call, const json::Value& key, std::string_view usage);

}  // namespace account::kms

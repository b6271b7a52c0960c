// Tags of keys: on the wire a list of {TagKey, TagValue}, kept as {KEY: VALUE}.
#pragma once

#include "account/call/operation.h"

namespace account::kms {

// Those of the key with what the call's Tags say. Errors: TagException, LimitExceededException.
aws::Result<json::Object> with_tags_of(const Call& call, json::Object tags);

}  // namespace account::kms

// KMS neither takes a client token for a new key nor finds a key by its tags. Where the answer to CreateKey was lost,
// all keys are looked at.
#pragma once

#include "blueprint/cloud/cloud.h"

namespace blueprint {

// As an operation of `kms` for the engine, whose kinds ask one question for what is found again: {Tags: [{TagKey,
// TagValue}]}, all of which it has -> {KeyMetadata, Tags} as DescribeKey and ListResourceTags give them, or nothing. It
// makes these calls, and ListKeys. One that waits for its end is found by none.
inline constexpr std::string_view kFindKey = "FindKey";

aws::Result<json::Value> find_key(Cloud& cloud, const json::Value& input);

}  // namespace blueprint

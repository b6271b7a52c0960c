// Keys that AWS keeps in an account for its services, under aliases such as alias/aws/s3. One is made when a service
// first uses it for somebody, or when somebody asks DescribeKey about its alias.
//
// Source: AWS KMS Developer Guide, "AWS managed keys", and the key policies that it shows; API Reference, DescribeKey.
#pragma once

#include <optional>
#include <string_view>

#include "account/call/operation.h"

namespace account::kms {

// The alias's record, made with its key where this call is one that makes it; nullopt: there is no such alias.
std::optional<json::Value> make_aws_managed(const Call& call, State& owner, std::string_view alias);

}  // namespace account::kms

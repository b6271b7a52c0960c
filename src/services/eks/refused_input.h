// What EKS refuses of a cluster's description and of tags, beyond what its model says.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "account/call/operation.h"
#include "aws/error.h"

namespace account::eks {

// InvalidParameterException for subnets in fewer than two availability zones (EKS User Guide, "View Amazon EKS
// networking requirements for VPC and subnets"), as far as their number tells: network_look.h looks at them.
aws::Result<void> check_subnets(const json::Value& vpc_config);

// InvalidParameterException: no blocks, or more than 40 (Amazon EKS User Guide, "View and manage Amazon EKS and Fargate
// service quotas").
aws::Result<void> check_public_cidrs(const std::vector<std::string>& cidrs);

// Keys and values that begin with `aws:`, in any case, are AWS's own (EKS API Reference, TagResource): `code` is the
// operation's for what its members say.
aws::Result<void> check_tags(const json::Value* tags, std::string_view code);
// More than 50.
aws::Result<void> check_tag_count(const json::Value& tags, std::string_view code);
aws::Result<void> check_tag_keys(const std::vector<std::string>& keys, std::string_view code);

}  // namespace account::eks

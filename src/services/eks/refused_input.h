// What EKS refuses of a cluster's description and of tags, beyond what its model says.
#pragma once

#include <string_view>

#include "account/call/operation.h"
#include "aws/error.h"

namespace account::eks {

inline constexpr std::string_view kDefaultVersion = "1.34";

// InvalidParameterException: not one of EKS's release calendar (EKS User Guide, "Understand the Kubernetes version
// lifecycle on EKS"). None is the default.
aws::Result<void> check_version(const Input& in);

// InvalidParameterException for subnets in fewer than two availability zones (EKS User Guide, "View Amazon EKS
// networking requirements for VPC and subnets"). This account has no EC2, so it believes that two subnets lie in two.
aws::Result<void> check_subnets(const json::Value& vpc_config);

// Keys and values that begin with `aws:`, in any case, are AWS's own (EKS API Reference, TagResource): `code` is the
// operation's for what its members say.
aws::Result<void> check_tags(const json::Value* tags, std::string_view code);
aws::Result<void> check_tag_keys(const std::vector<std::string>& keys, std::string_view code);

}  // namespace account::eks

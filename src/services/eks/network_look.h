// What EKS looks at in EC2 before it takes the subnets and security groups of a cluster, as its service-linked role
// (EKS User Guide, "View Amazon EKS networking requirements for VPC and subnets").
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/eks/service_role.h"

namespace account::eks {

// Of the members of a cluster's resourcesVpcConfig. Its subnets are none of AWS's but names that stand for this
// machine: such a cluster has no VPC.
bool is_on_this_machine(const json::Value& config);
bool has_vpc(const json::Value& config);

// Of a new cluster, whose VPC `config` has from then on. InvalidParameterException: what is not there, of several VPCs,
// in one zone only, or too full.
aws::Result<void> look_at_network(ServiceRole& role, json::Value& config);
// The same of what is to take the place of `before`: the VPC and the zones stay. InvalidRequestException: too full.
aws::Result<void> look_at_change(ServiceRole& role, const json::Value& before, const json::Value& wanted);
// InvalidRequestException: the subnets of a cluster are too full for a new version.
aws::Result<void> check_free_addresses(ServiceRole& role, const json::Value& config);

// The subnets that get an interface of the control plane. Errors: EC2's.
aws::Result<std::vector<std::string>> places_of(ServiceRole& role, const json::Value& config);

}  // namespace account::eks

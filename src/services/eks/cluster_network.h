// What EKS makes for a cluster in the network of the account, as its service-linked role: the cluster security group,
// and interfaces by which the control plane stands in the subnets. They go with the cluster (EKS User Guide, "View
// Amazon EKS networking requirements for VPC and subnets" and "View Amazon EKS security group requirements for
// clusters").
//
// They come while the cluster is CREATING, a minute after the call, and not with it: until then EKS starts the control
// plane in its own network. So what is not right at that time makes a cluster FAILED that was taken.
//
// A cluster's record has "Interfaces": [{"Id", "Subnet"}]; its resourcesVpcConfig says the VPC and the group.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "account/call/due_work.h"
#include "services/eks/service_role.h"

namespace account::eks {

inline constexpr std::string_view kClusterGroup = "clusterSecurityGroupId";  // of resourcesVpcConfig

// Changes the record as far as it gets: what is made stands in it, whatever comes. Errors: EC2's.
aws::Result<void> build_network(ServiceRole& role, Facilities& facilities, json::Value& record);
// In the subnets and groups that the record says now. `anew`: none of the interfaces is the same afterwards, as after
// an upgrade. If it fails, all is as before.
aws::Result<void> settle_interfaces(ServiceRole& role, json::Value& record, bool anew);
// The group stays where something still uses it, or the role may not delete it any more.
aws::Result<void> remove_network(ServiceRole& role, json::Value& record);

// How EKS tells what EC2 refused: an issue of a cluster's health, an error of an update.
json::Value health_issue(const aws::Error& error, std::string_view cluster);
json::Value update_error(const aws::Error& error, std::string_view cluster);

// Later, for a cluster that is being created: it has a VPC, or nothing is to be done.
void build_network_later(Call& call, const json::Value& record);
// When the update ends that was just begun; if it fails, the cluster is in the network of `before` again.
void follow_config_later(Call& call, const json::Value& record, json::Value before);

std::span<const Effect> network_effects();

}  // namespace account::eks

// What UpdateClusterConfig changes of a cluster, one of these at a time (EKS API Reference, UpdateClusterConfig).
#pragma once

#include <string_view>

#include "account/call/operation.h"

namespace account::eks {

inline constexpr std::string_view kVpcConfigUpdate = "VpcConfigUpdate";  // other subnets or security groups

struct ConfigChange {
  std::string_view type;  // of the update: EndpointAccessUpdate
  // Changes the cluster's record and gives the update's parameters. InvalidParameterException: what may not be, or
  // changes nothing.
  aws::Result<json::Array> (*make)(Call& call, json::Value& record);
};

// What the call asks for. InvalidParameterException: nothing, or more than one.
aws::Result<ConfigChange> find_change(const Input& in);

}  // namespace account::eks

// The control API's part for clusters: whoever runs a control plane tells of it here.
//
//   GET    clusters: {"clusters": [{"account", "region", "name"}]}, those that are stopped, too
//   PUT    clusters/ACCOUNT/REGION/NAME/control-plane
//   DELETE clusters/ACCOUNT/REGION/NAME/control-plane[?forget=true]
//   GET    clusters/ACCOUNT/REGION/NAME/control-plane
//   POST   clusters/ACCOUNT/REGION/NAME/keys: a new one signs from now on
//   PUT    clusters/ACCOUNT/REGION/NAME/aws-auth
//   PUT    clusters/ACCOUNT/REGION/NAME/undrained-nodes: {GROUP: [NODE, ...]}, as nodegroup.h has it
//   GET    clusters/ACCOUNT/REGION/NAME/refusals: {"refusals": [...]}, as refusals.h has them
#pragma once

#include <string_view>

#include "account/call/facilities.h"
#include "base/json.h"
#include "base/result.h"
#include "net/http.h"

namespace account::eks {

inline constexpr std::string_view kClusterControl = "clusters";

// `path`: behind /_slipway/. Of a caller who may steer the server.
base::Result<json::Value> control_cluster(const net::Request& request, std::string_view path,
                                          std::string_view body, Facilities& facilities);

}  // namespace account::eks

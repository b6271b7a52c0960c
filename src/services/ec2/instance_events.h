// What EC2 tells of instances: that their state changes, and by whoever steers the server, that one is to go. The
// control API's part for that:
//
//   POST instance-events/ACCOUNT/REGION/INSTANCE/KIND
//
//   spot-interruption    a spot instance ends in two minutes
//   rebalance            a spot instance is at an elevated risk of that
//   scheduled-change     AWS Health says that the instance is to be retired
//
// Source: Amazon EC2 User Guide, "State change events for your instances", "Spot Instance interruption notices", "EC2
// instance rebalance recommendations"; AWS Health User Guide, "AWS Health event schema".
#pragma once

#include <string>
#include <string_view>

#include "account/call/facilities.h"
#include "account/call/invoke.h"
#include "base/result.h"
#include "net/http.h"

namespace account::ec2 {

// pending, running, ...: it is in that state from now on.
void tell_state(const Origin& origin, const std::string& instance, std::string_view state);

inline constexpr std::string_view kInstanceEventControl = "instance-events";
// `path`: behind /_slipway/. Of a caller who may steer the server.
base::Result<json::Value> control_instance_events(const net::Request& request, std::string_view path,
                                                  std::string_view body, Facilities& facilities);

std::span<const Effect> instance_event_effects();

}  // namespace account::ec2

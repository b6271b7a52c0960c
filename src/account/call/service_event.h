// Events that services tell of an account: they come into the default event bus of its region, where rules may wait for
// them (Amazon EventBridge User Guide, "Events from AWS services").
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "account/call/invoke.h"

namespace account {

// The kind of the records of rules.
inline constexpr std::string_view kEventRule = "events.rule";

struct ServiceEvent {
  std::string_view principal;  // of the service that tells: ec2.amazonaws.com
  std::string_view source;     // aws.ec2
  std::string_view type;       // EC2 Instance State-change Notification
  std::vector<std::string> resources;
  json::Value detail;
};

// In the transaction of the origin. Nothing happens where the region has no rules at all.
void tell(const Origin& origin, const ServiceEvent& event);

}  // namespace account

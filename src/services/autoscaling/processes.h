// The processes of a group that may be suspended (Amazon EC2 Auto Scaling User Guide, "Suspend and resume processes").
#pragma once

#include <string_view>

namespace account::autoscaling {

inline constexpr std::string_view kProcesses[] = {
    "Launch",      "Terminate",       "AddToLoadBalancer", "AlarmNotification", "AZRebalance",
    "HealthCheck", "InstanceRefresh", "ReplaceUnhealthy",  "ScheduledActions"};

}  // namespace account::autoscaling

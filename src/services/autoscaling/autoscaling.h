// Amazon EC2 Auto Scaling: groups that keep a number of instances (Amazon EC2 Auto Scaling User Guide).
#pragma once

#include "account/call/service.h"

namespace account::autoscaling {

Service service();

std::span<const Operation> group_operations();
std::span<const Operation> capacity_operations();
std::span<const Operation> activity_operations();
std::span<const Operation> tag_operations();
std::span<const Operation> launch_configuration_operations();
std::span<const Operation> lifecycle_hook_operations();
std::span<const Operation> lifecycle_action_operations();
std::span<const Operation> policy_operations();
std::span<const Operation> refresh_operations();
std::span<const Operation> member_operations();
std::span<const Operation> constant_operations();
std::span<const Operation> absent_thing_operations();

}  // namespace account::autoscaling

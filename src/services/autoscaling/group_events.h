// What Auto Scaling tells of a group's instances (Amazon EC2 Auto Scaling User Guide, "Amazon EC2 Auto Scaling event
// reference").
#pragma once

#include <string>
#include <string_view>

#include "account/call/invoke.h"

namespace account::autoscaling {

enum class GroupEvent { launched, not_launched, terminated };

// `activity`: the one that it was. `instance`: empty where there is none.
void tell_group_event(const Origin& origin, GroupEvent event, const json::Value& activity,
                      const std::string& instance);

}  // namespace account::autoscaling

// Instance refreshes: a group's instances are replaced one by one (Amazon EC2 Auto Scaling User Guide, "Use an instance
// refresh to update instances"). Members of ours: _Place, newest first; _Old, the instances that are still to go.
#pragma once

#include <span>

#include "account/call/due_work.h"
#include "services/autoscaling/group.h"

namespace account::autoscaling {

inline constexpr RecordKind kRefreshes{.name = "autoscaling.instance_refresh",
                                       .noun = "instance refresh",
                                       .arn = "",
                                       .name_member = "_Place",
                                       .found_through = {kName}};

std::span<const Effect> refresh_effects();

}  // namespace account::autoscaling

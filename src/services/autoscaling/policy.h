// Scaling policies: by how much a group grows or shrinks when somebody executes them (Amazon EC2 Auto Scaling User
// Guide, "Step and simple scaling policies"). One that tracks a target is kept and shown; no metric moves it here.
#pragma once

#include "services/autoscaling/group.h"

namespace account::autoscaling {

// Found by GROUP/NAME.
inline constexpr RecordKind kPolicies{.name = "autoscaling.policy",
                                      .noun = "scaling policy",
                                      .arn = "",
                                      .name_member = "_Place",
                                      .found_through = {kName, "PolicyARN"}};

// The capacity that follows from an adjustment of it ("Adjustment types"): ChangeInCapacity, ExactCapacity or
// PercentChangeInCapacity, which moves it by `least` at least.
int64_t adjusted(int64_t capacity, std::string_view type, int64_t by, int64_t least);

}  // namespace account::autoscaling

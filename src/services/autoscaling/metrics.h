// The metrics that a group may collect (Amazon EC2 Auto Scaling User Guide, "Amazon EC2 Auto Scaling group metrics").
#pragma once

#include <string_view>

namespace account::autoscaling {

inline constexpr std::string_view kGranularity = "1Minute";
inline constexpr std::string_view kMetrics[] = {"GroupMinSize",
                                                "GroupMaxSize",
                                                "GroupDesiredCapacity",
                                                "GroupInServiceInstances",
                                                "GroupInServiceCapacity",
                                                "GroupPendingInstances",
                                                "GroupPendingCapacity",
                                                "GroupStandbyInstances",
                                                "GroupStandbyCapacity",
                                                "GroupTerminatingInstances",
                                                "GroupTerminatingCapacity",
                                                "GroupTotalInstances",
                                                "GroupTotalCapacity",
                                                "WarmPoolDesiredCapacity",
                                                "WarmPoolWarmedCapacity",
                                                "WarmPoolPendingCapacity",
                                                "WarmPoolTerminatingCapacity",
                                                "WarmPoolTotalCapacity",
                                                "WarmPoolMinSize",
                                                "GroupAndWarmPoolDesiredCapacity",
                                                "GroupAndWarmPoolTotalCapacity"};

}  // namespace account::autoscaling

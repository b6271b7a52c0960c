// Launch configurations, which launch templates have followed: they never change (Amazon EC2 Auto Scaling User Guide,
// "Auto Scaling launch configurations"). A member of ours: _Id, of the ARN.
#pragma once

#include <string>

#include "account/call/operation.h"
#include "account/call/quota.h"

namespace account::autoscaling {

inline constexpr std::string_view kConfigurationName = "LaunchConfigurationName";

aws::Result<Resource> locate_configuration(const Asking& asking);

inline constexpr RecordKind kConfigurations{
    .name = "autoscaling.launch_configuration",
    .noun = "launch configuration",
    .type = "launchConfiguration",
    .arn =
        "autoscaling:{region}:{account}:launchConfiguration:{_Id}:launchConfigurationName/"
        "{LaunchConfigurationName}",
    .name_member = kConfigurationName,
    .arn_member = "LaunchConfigurationARN",
    .locate = locate_configuration,
    .absent_code = "ValidationError",
    .absent_status = 400,
    .absent_words = "Launch configuration name not found - Launch configuration {name} not found"};

inline constexpr Quota kConfigurationQuota{"launch-configurations", 200, "LimitExceeded",
                                           "The maximum number of launch configurations has been reached."};

// RunInstances' input of one instance, in that subnet.
Object configured_input(const json::Value& configuration, const std::string& subnet);

}  // namespace account::autoscaling

// Groups, the instances that they have, and what they did (Amazon EC2 Auto Scaling API Reference, AutoScalingGroup,
// Instance, Activity). A group's record has what DescribeAutoScalingGroups answers but for its instances, which are
// records of their own, and of ours: _Id, of its ARN; _Deleting, it goes when its last instance has gone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "account/call/operation.h"
#include "account/call/quota.h"

namespace account::autoscaling {

inline constexpr std::string_view kName = "AutoScalingGroupName";

aws::Result<Resource> locate_group(const Asking& asking);

// The service has no error of its own for a group that is not there.
inline constexpr RecordKind kGroups{
    .name = "autoscaling.group",
    .noun = "AutoScalingGroup",
    .type = "autoScalingGroup",
    .arn =
        "autoscaling:{region}:{account}:autoScalingGroup:{_Id}:autoScalingGroupName/{AutoScalingGroupName}",
    .name_member = kName,
    .arn_member = "AutoScalingGroupARN",
    .tag_key_prefix = "autoscaling",
    .found_through = {"LaunchConfigurationName"},
    .locate = locate_group,
    .absent_code = "ValidationError",
    .absent_status = 400,
    .absent_words = "AutoScalingGroup name not found - AutoScalingGroup '{name}' not found"};
inline constexpr RecordKind kMembers{
    .name = "autoscaling.instance",
    .noun = "instance",
    .arn = "",
    .name_member = "InstanceId",
    .found_through = {kName},
    .absent_code = "ValidationError",
    .absent_status = 400,
    .absent_words = "Instance Id not found - No managed instance found for instance ID: {name}"};
inline constexpr RecordKind kActivities{.name = "autoscaling.activity",
                                        .noun = "activity",
                                        .arn = "",
                                        .name_member = "_Place",
                                        .found_through = {kName}};

std::vector<Entry> members_of(const State& state, const std::string& group);
// As DescribeAutoScalingGroups answers it now.
json::Value shown_group(const State& state, const json::Value& group, base::Time now);
// As DescribeAutoScalingInstances does; of a group's own list without its name.
json::Value shown_member(const json::Value& member, base::Time now);

// "ValidationError", which the service answers to whatever it does not take.
tl::unexpected<aws::Error> invalid(std::string words);
// The page that the call wants.
Output list_page(Call& call, std::string_view list, std::vector<Entry> entries);

}  // namespace account::autoscaling

// Lifecycle hooks: an instance that comes or goes waits until somebody says that it may go on, or time is over (Amazon
// EC2 Auto Scaling User Guide, "Amazon EC2 Auto Scaling lifecycle hooks"). For each hook of its way there is an action,
// with a token of its own; EventBridge is told of each. To the target that a hook names nothing is sent.
//
// Members of an action: InstanceId, AutoScalingGroupName, LifecycleHookName, LifecycleTransition, _Result when time is
// over, _Deadline and _Last (ms), of which a heartbeat moves the first.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "account/call/due_work.h"
#include "services/autoscaling/group.h"
#include "services/autoscaling/scene.h"

namespace account::autoscaling {

inline constexpr std::string_view kLaunching = "autoscaling:EC2_INSTANCE_LAUNCHING";
inline constexpr std::string_view kTerminating = "autoscaling:EC2_INSTANCE_TERMINATING";

// Found by GROUP/NAME.
inline constexpr RecordKind kHooks{.name = "autoscaling.lifecycle_hook",
                                   .noun = "lifecycle hook",
                                   .arn = "",
                                   .name_member = "_Place",
                                   .found_through = {kName}};
inline constexpr RecordKind kActions{.name = "autoscaling.lifecycle_action",
                                     .noun = "lifecycle action",
                                     .arn = "",
                                     .name_member = "LifecycleActionToken",
                                     .found_through = {kName, "InstanceId"}};

// Checks and stores what the call says of a hook: a new one, or changes. Errors: ValidationError, LimitExceeded.
aws::Result<void> put_hook(Call& call, const std::string& group, const json::Value& said);

// Whether the group's hooks keep an instance that comes or goes waiting: then their actions are begun.
bool begin_actions(Scene& scene, const json::Value& group, const std::string& instance,
                   std::string_view transition);
// That one is over, with CONTINUE or ABANDON: the instance goes on when no other keeps it.
void complete_action(Scene& scene, const json::Value& action, std::string_view result);
// Nobody waits for them any more.
void forget_actions(State& state, std::string_view member, const std::string& value);

std::span<const Effect> lifecycle_effects();

}  // namespace account::autoscaling

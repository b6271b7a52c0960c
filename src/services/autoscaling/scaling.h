// What a group does by itself: it launches and terminates instances until it has as many as it should, one zone after
// the other, as the account's service-linked role of Auto Scaling. Each is an activity.
#pragma once

#include <span>
#include <string>

#include "account/call/due_work.h"
#include "account/call/operation.h"

namespace account::autoscaling {

inline constexpr std::string_view kPrincipal = "autoscaling.amazonaws.com";
inline constexpr std::string_view kRole = "AWSServiceRoleForAutoScaling";

// Pending, InService, Terminating
std::string member_state(const json::Value& member, base::Time now);

// The group looks soon whether it has as many instances as it should, and why.
void scale_soon(Call& call, const std::string& group, const std::string& cause);
// An instance that is to go now, and why; the activity. The caller has changed the desired capacity where it is to.
json::Value terminate_member(Call& call, json::Value& group, Entry& member, const std::string& cause);
// What the caller would need to launch with that template: asked with its own permissions. ValidationError.
aws::Result<void> check_may_launch(Call& call, const json::Value& group);

void forget_activities(State& state, const std::string& group);

std::span<const Effect> scaling_effects();

}  // namespace account::autoscaling

// What a group does by itself: it launches and terminates instances until it has as many as it should, one zone after
// the other, as the account's service-linked role of Auto Scaling. Each is an activity. Hooks keep instances waiting on
// their way (lifecycle_hook.h).
#pragma once

#include <span>
#include <string>

#include "account/call/due_work.h"
#include "services/autoscaling/scene.h"

namespace account::autoscaling {

// Pending, Pending:Wait, Pending:Proceed, InService, Terminating, Terminating:Wait, Terminating:Proceed
std::string member_state(const json::Value& member, base::Time now);
// Whether it counts no more.
bool is_going(const json::Value& member, base::Time now);

// The group looks soon whether it has as many instances as it should, and why.
void scale_soon(Call& call, const std::string& group, const std::string& cause);
// An instance that is to go now, and why; the activity. The caller has changed the desired capacity where it is to.
json::Value terminate_member(Call& call, json::Value& group, Entry& member, const std::string& cause);
// The same, whatever hooks the group has.
void terminate_at_once(Call& call, json::Value& group, Entry& member, const std::string& cause);
// Another comes in its place.
void replace_member(Scene& scene, const json::Value& group, Entry& member, const std::string& cause);
// An instance that hooks have kept: it enters service, or goes.
void go_on(Scene& scene, Entry& member, bool enters);

// With all that was about it: activities, hooks, policies.
void forget_group(State& state, const std::string& group);

std::span<const Effect> scaling_effects();

}  // namespace account::autoscaling

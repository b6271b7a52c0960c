// The actions of lifecycle hooks: begun, carried on by heartbeats, completed or out of time.
#include <algorithm>

#include "account/call/facilities.h"
#include "account/call/service_event.h"
#include "account/record/index.h"
#include "account/record/lifecycle.h"
#include "services/autoscaling/autoscaling.h"
#include "services/autoscaling/lifecycle_hook.h"
#include "services/autoscaling/scaling.h"

namespace account::autoscaling {
namespace {

constexpr std::string_view kTimeout = "autoscaling.end_lifecycle_action";

void tell_action(Scene& scene, const json::Value& group, const json::Value& hook, const json::Value& action) {
  Caller nobody;
  bool is_launch = action.string_or("LifecycleTransition", "") == kLaunching;
  Object detail;
  for (std::string_view member : {"LifecycleActionToken", "AutoScalingGroupName", "LifecycleHookName"})
    detail.set_if(member, action.find(member));
  detail.set("EC2InstanceId", action.string_or("InstanceId", ""));
  detail.set_if("LifecycleTransition", action.find("LifecycleTransition"));
  detail.set_if("NotificationMetadata", hook.find("NotificationMetadata"));
  detail.set("Origin", is_launch ? "EC2" : "AutoScalingGroup");
  detail.set("Destination", is_launch ? "AutoScalingGroup" : "EC2");
  tell({nobody, {}, scene.state, scene.region, scene.now, scene.facilities, scene.bodies},
       {kPrincipal,
        "aws.autoscaling",
        is_launch ? "EC2 Instance-launch Lifecycle Action" : "EC2 Instance-terminate Lifecycle Action",
        {std::string(group.string_or("AutoScalingGroupARN", ""))},
        std::move(detail)});
}

base::Time ends(const json::Value& action) {
  return base::from_ms(std::min(action.int_or("_Deadline", 0), action.int_or("_Last", 0)));
}

void begin_action(Scene& scene, const json::Value& group, const json::Value& hook,
                  const std::string& instance) {
  std::chrono::seconds heartbeat(hook.int_or("HeartbeatTimeout", 0));
  std::chrono::seconds whole(hook.int_or("GlobalTimeout", 0));
  json::Value action = Object{{"LifecycleActionToken", scene.facilities.random.uuid()},
                              {"InstanceId", instance},
                              {"_Result", hook.string_or("DefaultResult", "ABANDON")},
                              {"_Deadline", base::to_ms(scene.now + waits(scene, heartbeat))},
                              {"_Last", base::to_ms(scene.now + waits(scene, whole))}};
  for (std::string_view member : {"AutoScalingGroupName", "LifecycleHookName", "LifecycleTransition"})
    action.as_object().set_if(member, hook.find(member));
  store(scene.state, kActions, action);
  tell_action(scene, group, hook, action);
  schedule(scene.state, scene.facilities,
           {ends(action), kTimeout, std::string(action.string_or("LifecycleActionToken", ""))});
}

// A heartbeat has moved its end, or it is over.
void end_in_time(Due& due) {
  auto action = find(due.state, kActions, due.id);
  if (!action) return;
  if (ends(*action) > due.now) return schedule(due.state, due.facilities, {ends(*action), kTimeout, due.id});
  Bodies bodies(due.facilities.objects_dir);
  Scene scene{due.state, due.state.region(), due.now, due.facilities, bodies};
  complete_action(scene, *action, action->string_or("_Result", ""));
}

// --- calls ----------------------------------------------------------------------------------------------------------

// By its token, or by the instance that waits and the hook that keeps it.
aws::Result<json::Value> require_action(const Call& call) {
  std::string hook = call.input.text("LifecycleHookName"), token = call.input.text("LifecycleActionToken");
  std::string instance = call.input.text("InstanceId"), group = call.input.text(kName);
  if (token.empty() && instance.empty())
    return invalid("Either LifecycleActionToken or InstanceId must be specified.");
  std::vector<Entry> some;
  if (token.empty()) {
    some = find_through(call.state, kActions, "InstanceId", instance);
  } else if (auto action = find(call.state, kActions, token)) {
    some.push_back({token, std::move(*action)});
  }
  for (Entry& one : some)
    if (one.value.string_or("LifecycleHookName", "") == hook && one.value.string_or(kName, "") == group)
      return std::move(one.value);
  if (token.empty())
    return invalid(fmt::format("No active Lifecycle Action found with instance ID {}", instance));
  return invalid(fmt::format("No active Lifecycle Action found with token {}", token));
}

Output complete(Call& call) {
  std::string result = call.input.text("LifecycleActionResult");
  if (result != "CONTINUE" && result != "ABANDON")
    return invalid(fmt::format("Lifecycle action result {} is neither CONTINUE nor ABANDON", result));
  json::Value action = TRY(require_action(call));
  Scene scene = scene_of(call);
  complete_action(scene, action, result);
  return Object{};
}

Output heartbeat(Call& call) {
  json::Value action = TRY(require_action(call));
  auto hook =
      find(call.state, kHooks,
           fmt::format("{}/{}", action.string_or(kName, ""), action.string_or("LifecycleHookName", "")));
  std::chrono::seconds lasts(hook ? hook->int_or("HeartbeatTimeout", 0) : 0);
  action.as_object().set("_Deadline", base::to_ms(call.now + waits(scene_of(call), lasts)));
  store(call.state, kActions, action);
  return Object{};
}

constexpr Effect kEffects[] = {{kTimeout, end_in_time}};

constexpr Operation kOperations[] = {
    {"CompleteLifecycleAction", {on(kGroups)}, complete},
    {"RecordLifecycleActionHeartbeat", {on(kGroups)}, heartbeat},
};

}  // namespace

bool begin_actions(Scene& scene, const json::Value& group, const std::string& instance,
                   std::string_view transition) {
  bool is_kept = false;
  for (const Entry& hook :
       find_through(scene.state, kHooks, kName, std::string(group.string_or(kName, "")))) {
    if (hook.value.string_or("LifecycleTransition", "") != transition) continue;
    begin_action(scene, group, hook.value, instance);
    is_kept = true;
  }
  return is_kept;
}

void complete_action(Scene& scene, const json::Value& action, std::string_view result) {
  std::string id(action.string_or("InstanceId", ""));
  remove(scene.state, kActions, std::string(action.string_or("LifecycleActionToken", "")));
  auto member = find(scene.state, kMembers, id);
  if (!member) return;
  bool is_abandoned = result == "ABANDON";
  if (is_abandoned) forget_actions(scene.state, "InstanceId", id);
  if (is_any_through(scene.state, kActions, "InstanceId", id)) return;
  Entry entry{id, std::move(*member)};
  bool is_launch = action.string_or("LifecycleTransition", "") == kLaunching;
  go_on(scene, entry, is_launch && !is_abandoned);
}

void forget_actions(State& state, std::string_view member, const std::string& value) {
  for (const Entry& one : find_through(state, kActions, member, value)) remove(state, kActions, one.id);
}

std::span<const Effect> lifecycle_effects() {
  return kEffects;
}

std::span<const Operation> lifecycle_action_operations() {
  return kOperations;
}

}  // namespace account::autoscaling

#include "services/autoscaling/scaling.h"

#include <algorithm>

#include "account/call/facilities.h"
#include "account/record/index.h"
#include "account/record/lifecycle.h"
#include "services/autoscaling/group.h"
#include "services/autoscaling/launching.h"
#include "services/autoscaling/lifecycle_hook.h"
#include "services/autoscaling/policy.h"
#include "services/autoscaling/refresh.h"

namespace account::autoscaling {
namespace {

using namespace std::chrono_literals;

// Typical times. A launch that failed is tried again after a while.
constexpr auto kLooksAfter = 5s;
constexpr auto kTriesAgainAfter = 60s;
constexpr Transition kLife[] = {{"Pending", "InService", 30s, "Pending"},
                                {"Pending:Proceed", "InService", 5s, "Pending:Proceed"},
                                {"Terminating", "", 45s, "Terminating"},
                                {"Terminating:Proceed", "", 45s, "Terminating:Proceed"}};
constexpr std::string_view kScale = "autoscaling.scale";
constexpr std::string_view kForgetMember = "autoscaling.forget_instance";

bool is_suspended(const json::Value& group, std::string_view process) {
  const json::Array& all = group.find("SuspendedProcesses")->as_array();
  return std::any_of(all.begin(), all.end(),
                     [&](const json::Value& one) { return one.string_or("ProcessName", "") == process; });
}

// --- scaling --------------------------------------------------------------------------------------------------------

void keep(Scene& scene, Entry& member, std::string_view state) {
  keep_state(member.value, {std::string(state), scene.now, scene.facilities.speed});
  store(scene.state, kMembers, member.value);
}

// `state`: Terminating, or Terminating:Proceed.
void end_instance(Scene& scene, Entry& member, std::string_view state) {
  forget_actions(scene.state, "InstanceId", member.id);
  as_service(scene, "TerminateInstances", Object{{"InstanceIds", json::Array{member.id}}});
  keep(scene, member, state);
  base::Time gone = ends_at(kLife, kept_state(member.value, "")).value_or(scene.now);
  schedule(scene.state, scene.facilities, {gone, kForgetMember, member.id});
}

// Hooks of its end keep it waiting; those of its beginning do so no more.
void terminate(Scene& scene, const json::Value& group, Entry& member) {
  forget_actions(scene.state, "InstanceId", member.id);
  if (begin_actions(scene, group, member.id, kTerminating)) return keep(scene, member, "Terminating:Wait");
  end_instance(scene, member, "Terminating");
}

void schedule_scale(Scene& scene, base::Milliseconds after, const std::string& group,
                    const std::string& cause) {
  schedule(scene.state, scene.facilities, {scene.now + after, kScale, group, Object{{"Cause", cause}}});
}

// It has come, and waits where the group's hooks want it to.
void take_launched(Scene& scene, const json::Value& group, const json::Value& instance,
                   const std::string& cause) {
  std::string id(instance.string_or("InstanceId", ""));
  Entry member{id, new_member(scene, group, instance)};
  store(scene.state, kMembers, member.value);
  json::Value activity =
      put_activity(scene, group, fmt::format("Launching a new EC2 instance: {}", id), cause);
  if (begin_actions(scene, group, id, kLaunching)) return keep(scene, member, "Pending:Wait");
  tell_event(scene, GroupEvent::launched, activity, id);
}

// Whether it went well; a failure is an activity, and tried again later.
bool launch_one(Scene& scene, const json::Value& group, const std::vector<Entry>& members,
                const std::string& cause) {
  Output launched = launch(scene, group, next_subnet(group, members));
  if (launched) {
    take_launched(scene, group, launched->find("Instances")->as_array().front(), cause);
    return true;
  }
  json::Value failed =
      put_activity(scene, group, "Launching a new EC2 instance.  Status Reason: " + launched.error().message,
                   cause, fmt::format("{} Launching EC2 instance failed.", launched.error().message));
  tell_event(scene, GroupEvent::not_launched, failed, "");
  // Where nothing takes any time, it would be tried for ever at the same moment.
  schedule_scale(scene, waits(scene, kTriesAgainAfter), std::string(group.string_or(kName, "")), cause);
  return false;
}

// The oldest first ("OldestInstance" is the last word of the default policy here); those that are protected stay.
std::vector<Entry> candidates_to_go(const std::vector<Entry>& members) {
  std::vector<Entry> some;
  for (const Entry& one : members)
    if (!one.value.bool_or("ProtectedFromScaleIn", false)) some.push_back(one);
  std::stable_sort(some.begin(), some.end(), [](const Entry& one, const Entry& other) {
    return one.value.int_or("_Launched", 0) < other.value.int_or("_Launched", 0);
  });
  return some;
}

std::vector<Entry> staying_members(const Scene& scene, const std::string& group) {
  std::vector<Entry> members = members_of(scene.state, group);
  std::erase_if(members, [&](const Entry& one) { return is_going(one.value, scene.now); });
  return members;
}

void scale(Scene& scene, json::Value group, const std::string& cause) {
  std::string name(group.string_or(kName, ""));
  std::vector<Entry> members = staying_members(scene, name);
  auto wanted = static_cast<size_t>(group.int_or("DesiredCapacity", 0));
  while (members.size() < wanted && !is_suspended(group, "Launch")) {
    if (!launch_one(scene, group, members, cause)) break;
    members = staying_members(scene, name);
  }
  if (members.size() <= wanted || is_suspended(group, "Terminate")) return;
  std::vector<Entry> going = candidates_to_go(members);
  going.resize(std::min(going.size(), members.size() - wanted));
  for (Entry& one : going) {
    put_activity(scene, group, fmt::format("Terminating EC2 instance: {}", one.id), cause);
    terminate(scene, group, one);
  }
}

void scale_when_due(Due& due) {
  auto group = find(due.state, kGroups, due.id);
  if (!group) return;
  Bodies bodies(due.facilities.objects_dir);
  Scene scene{due.state, due.state.region(), due.now, due.facilities, bodies};
  scale(scene, std::move(*group), std::string(due.detail.string_or("Cause", "")));
}

// Of an instance whose activity was begun before.
void tell_of(Scene& scene, GroupEvent event, const json::Value& group, const std::string& id,
             std::string_view what) {
  Object activity{{"AutoScalingGroupName", group.string_or(kName, "")},
                  {"AutoScalingGroupARN", group.string_or("AutoScalingGroupARN", "")},
                  {"ActivityId", scene.facilities.random.uuid()},
                  {"StartTime", base::to_ms(scene.now)},
                  {"Description", fmt::format("{}: {}", what, id)}};
  tell_event(scene, event, activity, id);
}

void forget_member(Due& due) {
  auto member = find(due.state, kMembers, due.id);
  std::string state = member ? kept_state(*member, "").state : "";
  if (state != "Terminating" && state != "Terminating:Proceed") return;
  std::string name(member->string_or(kName, ""));
  remove(due.state, kMembers, due.id);
  auto group = find(due.state, kGroups, name);
  if (!group) return;
  Bodies bodies(due.facilities.objects_dir);
  Scene scene{due.state, due.state.region(), due.now, due.facilities, bodies};
  tell_of(scene, GroupEvent::terminated, *group, due.id, "Terminating EC2 instance");
  if (group->bool_or("_Deleting", false) && members_of(due.state, name).empty())
    forget_group(due.state, name);
}

constexpr Effect kEffects[] = {{kScale, scale_when_due}, {kForgetMember, forget_member}};

}  // namespace

std::string member_state(const json::Value& member, base::Time now) {
  std::string state = state_at(kLife, kept_state(member, "InService"), now).state;
  return state.empty() ? "Terminating" : state;
}

bool is_going(const json::Value& member, base::Time now) {
  return member_state(member, now).starts_with("Terminating");
}

void scale_soon(Call& call, const std::string& group, const std::string& cause) {
  Scene scene = scene_of(call);
  schedule_scale(scene, call.facilities.speed.lasts(kLooksAfter), group, cause);
}

json::Value terminate_member(Call& call, json::Value& group, Entry& member, const std::string& cause) {
  Scene scene = scene_of(call);
  json::Value activity =
      put_activity(scene, group, fmt::format("Terminating EC2 instance: {}", member.id), cause);
  terminate(scene, group, member);
  return activity;
}

void terminate_at_once(Call& call, json::Value& group, Entry& member, const std::string& cause) {
  Scene scene = scene_of(call);
  put_activity(scene, group, fmt::format("Terminating EC2 instance: {}", member.id), cause);
  end_instance(scene, member, "Terminating");
}

void replace_member(Scene& scene, const json::Value& group, Entry& member, const std::string& cause) {
  put_activity(scene, group, fmt::format("Terminating EC2 instance: {}", member.id), cause);
  terminate(scene, group, member);
  schedule_scale(scene, scene.facilities.speed.lasts(kLooksAfter), std::string(group.string_or(kName, "")),
                 cause);
}

void go_on(Scene& scene, Entry& member, bool enters) {
  std::string name(member.value.string_or(kName, ""));
  auto group = find(scene.state, kGroups, name);
  if (!group) return;
  bool was_coming = member_state(member.value, scene.now).starts_with("Pending");
  if (enters) {
    keep(scene, member, "Pending:Proceed");
    return tell_of(scene, GroupEvent::launched, *group, member.id, "Launching a new EC2 instance");
  }
  end_instance(scene, member, was_coming ? "Terminating" : "Terminating:Proceed");
  if (!was_coming) return;
  std::string cause =
      fmt::format("At {} an instance was abandoned by a lifecycle hook.", base::iso8601(scene.now));
  put_activity(scene, *group, fmt::format("Terminating EC2 instance: {}", member.id), cause);
  schedule_scale(scene, scene.facilities.speed.lasts(kLooksAfter), name, cause);
}

void forget_group(State& state, const std::string& group) {
  for (const RecordKind* kind : {&kActivities, &kHooks, &kActions, &kPolicies, &kRefreshes})
    for (const Entry& one : find_through(state, *kind, kName, group)) remove(state, *kind, one.id);
  remove(state, kGroups, group);
}

std::span<const Effect> scaling_effects() {
  return kEffects;
}

}  // namespace account::autoscaling

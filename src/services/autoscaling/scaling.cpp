#include "services/autoscaling/scaling.h"

#include <algorithm>
#include <map>

#include "account/call/facilities.h"
#include "account/call/invoke.h"
#include "account/call/service_linked.h"
#include "account/record/index.h"
#include "account/record/lifecycle.h"
#include "base/text.h"
#include "services/autoscaling/group.h"
#include "services/autoscaling/group_events.h"

namespace account::autoscaling {
namespace {

using namespace std::chrono_literals;

// Typical times. A launch that failed is tried again after a while.
constexpr auto kLooksAfter = 5s;
constexpr auto kTriesAgainAfter = 60s;
constexpr Transition kLife[] = {{"Pending", "InService", 30s, "Pending"},
                                {"Terminating", "", 45s, "Terminating"}};
constexpr std::string_view kScale = "autoscaling.scale";
constexpr std::string_view kForgetMember = "autoscaling.forget_instance";
constexpr int64_t kLast = INT64_MAX / 1000;

// Whoever acts for the group: in a call, or when its time has come.
struct Scene {
  State state;
  std::string region;
  base::Time now;
  Facilities& facilities;
  Bodies& bodies;
};

// --- activities -----------------------------------------------------------------------------------------------------

// Newest first: of places that go down.
std::string new_place(const Scene& scene, const std::string& group) {
  size_t number = count_through(scene.state, kActivities, kName, group);
  return fmt::format("{}/{:017}/{:05}", group, kLast - base::to_ms(scene.now), 99999 - number);
}

json::Value put_activity(Scene& scene, const json::Value& group, std::string description,
                         const std::string& cause, std::string failure) {
  std::string name(group.string_or(kName, ""));
  json::Value activity = Object{{"ActivityId", scene.facilities.random.uuid()},
                                {std::string(kName), name},
                                {"AutoScalingGroupARN", group.string_or("AutoScalingGroupARN", "")},
                                {"Description", std::move(description)},
                                {"Cause", cause},
                                {"StartTime", base::to_ms(scene.now)},
                                {"StatusCode", failure.empty() ? "InProgress" : "Failed"},
                                {"Progress", failure.empty() ? 50 : 100},
                                {"Details", "{}"},
                                {"_Place", new_place(scene, name)},
                                {"_Speed", scene.facilities.speed.factor()}};
  if (!failure.empty()) {
    activity.as_object().set("StatusMessage", std::move(failure));
    activity.as_object().set("EndTime", base::to_ms(scene.now));
  }
  store(scene.state, kActivities, activity);
  return activity;
}

// --- launches -------------------------------------------------------------------------------------------------------

void tell_event(Scene& scene, GroupEvent event, const json::Value& activity, const std::string& instance) {
  Caller nobody;
  tell_group_event({nobody, {}, scene.state, scene.region, scene.now, scene.facilities, scene.bodies}, event,
                   activity, instance);
}

Output as_service(Scene& scene, std::string_view operation, json::Value input) {
  Caller role = service_linked_caller(scene.state, kPrincipal, kRole, "AutoScaling");
  Origin origin{role, {}, scene.state, scene.region, scene.now, scene.facilities, scene.bodies};
  return invoke(origin, {kPrincipal, Access::forwarded, "ec2", operation, std::move(input)});
}

const json::Value& template_of(const json::Value& group) {
  const json::Value* mixed = group.find("MixedInstancesPolicy");
  return mixed ? *mixed->find("LaunchTemplate")->find("LaunchTemplateSpecification")
               : *group.find("LaunchTemplate");
}

// The types among which a group chooses; empty: the template's.
std::vector<std::string> types_of(const json::Value& group) {
  std::vector<std::string> types;
  const json::Value* mixed = group.find("MixedInstancesPolicy");
  const json::Value* overrides = mixed ? mixed->find("LaunchTemplate")->find("Overrides") : nullptr;
  if (overrides)
    for (const json::Value& one : overrides->as_array())
      types.emplace_back(one.string_or("InstanceType", ""));
  if (types.empty()) types.emplace_back();
  return types;
}

bool is_spot(const json::Value& group) {
  const json::Value* mixed = group.find("MixedInstancesPolicy");
  const json::Value* distribution = mixed ? mixed->find("InstancesDistribution") : nullptr;
  return distribution && distribution->int_or("OnDemandPercentageAboveBaseCapacity", 100) == 0;
}

// Those that new instances get, with the group's own mark.
json::Array tags_of(const json::Value& group) {
  json::Array tags{Object{{"Key", "aws:autoscaling:groupName"}, {"Value", group.string_or(kName, "")}}};
  for (const json::Value& tag : group.find("Tags")->as_array())
    if (tag.bool_or("PropagateAtLaunch", false))
      tags.push_back(Object{{"Key", tag.string_or("Key", "")}, {"Value", tag.string_or("Value", "")}});
  return tags;
}

// The template's network interfaces take the group's subnet, which a launch says at one place alone.
aws::Result<void> place(Scene& scene, const json::Value& group, const std::string& subnet, Object& input) {
  Object named{{"Versions", json::Array{template_of(group).string_or("Version", "$Default")}}};
  named.set_if("LaunchTemplateId", template_of(group).find("LaunchTemplateId"));
  json::Value answer = TRY(as_service(scene, "DescribeLaunchTemplateVersions", std::move(named)));
  const json::Value& data =
      *answer.find("LaunchTemplateVersions")->as_array().front().find("LaunchTemplateData");
  const json::Value* interfaces = data.find("NetworkInterfaces");
  if (!interfaces || interfaces->as_array().empty()) {
    input.set("SubnetId", subnet);
    return {};
  }
  json::Array placed = interfaces->as_array();
  for (json::Value& one : placed) one.as_object().set("SubnetId", subnet);
  input.set("NetworkInterfaces", std::move(placed));
  return {};
}

aws::Result<Object> launch_input(Scene& scene, const json::Value& group, const std::string& subnet,
                                 const std::string& type) {
  Object wanted{{"Version", template_of(group).string_or("Version", "$Default")}};
  wanted.set_if("LaunchTemplateId", template_of(group).find("LaunchTemplateId"));
  Object input{{"LaunchTemplate", std::move(wanted)}, {"MinCount", 1}, {"MaxCount", 1}};
  if (!type.empty()) input.set("InstanceType", type);
  if (is_spot(group)) input.set("InstanceMarketOptions", Object{{"MarketType", "spot"}});
  TRY(place(scene, group, subnet, input));
  input.set("TagSpecifications", json::Array{Object{{"ResourceType", "instance"}, {"Tags", tags_of(group)}}});
  return input;
}

// One instance, of the first type that its zone has.
Output launch(Scene& scene, const json::Value& group, const std::string& subnet) {
  Output launched = invalid("the group has no type");
  for (const std::string& type : types_of(group)) {
    Object input = TRY(launch_input(scene, group, subnet, type));
    launched = as_service(scene, "RunInstances", std::move(input));
    if (launched || launched.error().code != "Unsupported") break;
  }
  return launched;
}

json::Value new_member(const Scene& scene, const json::Value& group, const json::Value& instance) {
  json::Value member =
      Object{{"InstanceId", instance.string_or("InstanceId", "")},
             {"InstanceType", instance.string_or("InstanceType", "")},
             {"AvailabilityZone", instance.find("Placement")->string_or("AvailabilityZone", "")},
             {"AvailabilityZoneId", instance.find("Placement")->string_or("AvailabilityZoneId", "")},
             {"HealthStatus", "Healthy"},
             {"LaunchTemplate", template_of(group)},
             {"ProtectedFromScaleIn", group.bool_or("NewInstancesProtectedFromScaleIn", false)},
             {std::string(kName), group.string_or(kName, "")},
             {"_SubnetId", instance.string_or("SubnetId", "")},
             {"_Launched", base::to_ms(scene.now)}};
  keep_state(member, {"Pending", scene.now, scene.facilities.speed});
  return member;
}

// The subnet with the fewest of its instances.
std::string next_subnet(const json::Value& group, const std::vector<Entry>& members) {
  std::map<std::string, size_t> used;
  for (const Entry& one : members) ++used[std::string(one.value.string_or("_SubnetId", ""))];
  std::string_view best;
  std::string text(group.string_or("VPCZoneIdentifier", ""));
  for (std::string_view subnet : base::split(text, ','))
    if (best.empty() || used[std::string(subnet)] < used[std::string(best)]) best = subnet;
  return std::string(best);
}

bool is_suspended(const json::Value& group, std::string_view process) {
  const json::Array& all = group.find("SuspendedProcesses")->as_array();
  return std::any_of(all.begin(), all.end(),
                     [&](const json::Value& one) { return one.string_or("ProcessName", "") == process; });
}

// --- scaling --------------------------------------------------------------------------------------------------------

void terminate(Scene& scene, Entry& member) {
  as_service(scene, "TerminateInstances", Object{{"InstanceIds", json::Array{member.id}}});
  keep_state(member.value, {"Terminating", scene.now, scene.facilities.speed});
  store(scene.state, kMembers, member.value);
  base::Time gone = ends_at(kLife, kept_state(member.value, "")).value_or(scene.now);
  schedule(scene.state, scene.facilities, {gone, kForgetMember, member.id});
}

// Whether it went well; a failure is an activity, and tried again later.
bool launch_one(Scene& scene, const json::Value& group, const std::vector<Entry>& members,
                const std::string& cause) {
  Output launched = launch(scene, group, next_subnet(group, members));
  std::string name(group.string_or(kName, ""));
  if (launched) {
    const json::Value& instance = launched->find("Instances")->as_array().front();
    std::string id(instance.string_or("InstanceId", ""));
    store(scene.state, kMembers, new_member(scene, group, instance));
    json::Value activity =
        put_activity(scene, group, fmt::format("Launching a new EC2 instance: {}", id), cause, "");
    tell_event(scene, GroupEvent::launched, activity, id);
    return true;
  }
  json::Value failed =
      put_activity(scene, group, "Launching a new EC2 instance.  Status Reason: " + launched.error().message,
                   cause, fmt::format("{} Launching EC2 instance failed.", launched.error().message));
  tell_event(scene, GroupEvent::not_launched, failed, "");
  // Where nothing takes any time, it would be tried for ever at the same moment.
  Speed speed = scene.facilities.speed == Speed::instant() ? Speed::real() : scene.facilities.speed;
  schedule(scene.state, scene.facilities,
           {scene.now + speed.lasts(kTriesAgainAfter), kScale, name, Object{{"Cause", cause}}});
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

void scale(Scene& scene, json::Value group, const std::string& cause) {
  std::string name(group.string_or(kName, ""));
  std::vector<Entry> members = members_of(scene.state, name);
  std::erase_if(members,
                [&](const Entry& one) { return member_state(one.value, scene.now) == "Terminating"; });
  auto wanted = static_cast<size_t>(group.int_or("DesiredCapacity", 0));
  while (members.size() < wanted && !is_suspended(group, "Launch")) {
    if (!launch_one(scene, group, members, cause)) break;
    members = members_of(scene.state, name);
    std::erase_if(members,
                  [&](const Entry& one) { return member_state(one.value, scene.now) == "Terminating"; });
  }
  if (members.size() <= wanted || is_suspended(group, "Terminate")) return;
  std::vector<Entry> going = candidates_to_go(members);
  going.resize(std::min(going.size(), members.size() - wanted));
  for (Entry& one : going) {
    put_activity(scene, group, fmt::format("Terminating EC2 instance: {}", one.id), cause, "");
    terminate(scene, one);
  }
}

void scale_when_due(Due& due) {
  auto group = find(due.state, kGroups, due.id);
  if (!group) return;
  Bodies bodies(due.facilities.objects_dir);
  Scene scene{due.state, due.state.region(), due.now, due.facilities, bodies};
  scale(scene, std::move(*group), std::string(due.detail.string_or("Cause", "")));
}

void tell_end(Due& due, const json::Value& group) {
  Bodies bodies(due.facilities.objects_dir);
  Scene scene{due.state, due.state.region(), due.now, due.facilities, bodies};
  Object activity{{"AutoScalingGroupName", group.string_or(kName, "")},
                  {"AutoScalingGroupARN", group.string_or("AutoScalingGroupARN", "")},
                  {"ActivityId", due.facilities.random.uuid()},
                  {"StartTime", base::to_ms(due.now)},
                  {"Description", fmt::format("Terminating EC2 instance: {}", due.id)}};
  tell_event(scene, GroupEvent::terminated, activity, due.id);
}

void forget_member(Due& due) {
  auto member = find(due.state, kMembers, due.id);
  if (!member || kept_state(*member, "").state != "Terminating") return;
  std::string name(member->string_or(kName, ""));
  remove(due.state, kMembers, due.id);
  auto group = find(due.state, kGroups, name);
  if (group) tell_end(due, *group);
  if (!group || !group->bool_or("_Deleting", false) || !members_of(due.state, name).empty()) return;
  forget_activities(due.state, name);
  remove(due.state, kGroups, name);
}

constexpr Effect kEffects[] = {{kScale, scale_when_due}, {kForgetMember, forget_member}};

}  // namespace

std::string member_state(const json::Value& member, base::Time now) {
  std::string state = state_at(kLife, kept_state(member, "InService"), now).state;
  return state.empty() ? "Terminating" : state;
}

void scale_soon(Call& call, const std::string& group, const std::string& cause) {
  schedule(call.state, call.facilities,
           {call.now + call.facilities.speed.lasts(kLooksAfter), kScale, group, Object{{"Cause", cause}}});
}

json::Value terminate_member(Call& call, json::Value& group, Entry& member, const std::string& cause) {
  Scene scene{call.state, call.region, call.now, call.facilities, call.bodies};
  json::Value activity =
      put_activity(scene, group, fmt::format("Terminating EC2 instance: {}", member.id), cause, "");
  terminate(scene, member);
  return activity;
}

aws::Result<void> check_may_launch(Call& call, const json::Value& group) {
  Scene scene{call.state, call.region, call.now, call.facilities, call.bodies};
  Object input = TRY(launch_input(scene, group, next_subnet(group, {}), types_of(group).front()));
  input.erase("TagSpecifications");
  input.set("DryRun", true);
  Output asked = invoke(call, {kPrincipal, Access::forwarded, "ec2", "RunInstances", std::move(input)});
  if (asked || asked.error().code == "DryRunOperation") return {};
  return invalid("You must use a valid fully-formed launch template. " + asked.error().message);
}

void forget_activities(State& state, const std::string& group) {
  for (const Entry& one : find_through(state, kActivities, kName, group)) remove(state, kActivities, one.id);
}

std::span<const Effect> scaling_effects() {
  return kEffects;
}

}  // namespace account::autoscaling

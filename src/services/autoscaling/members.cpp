// Single instances of a group: taken in, let go, protected; and which metrics the group collects.
#include <algorithm>

#include "account/call/facilities.h"
#include "account/record/index.h"
#include "account/record/lifecycle.h"
#include "services/autoscaling/autoscaling.h"
#include "services/autoscaling/group.h"
#include "services/autoscaling/launching.h"
#include "services/autoscaling/lifecycle_hook.h"
#include "services/autoscaling/metrics.h"
#include "services/autoscaling/scaling.h"

namespace account::autoscaling {
namespace {

aws::Result<std::vector<std::string>> named_instances(const Call& call) {
  std::vector<std::string> ids = call.input.texts("InstanceIds");
  if (ids.empty()) return invalid("At least one instance ID must be specified.");
  return ids;
}

aws::Result<Entry> require_member(const Call& call, const std::string& group, const std::string& id) {
  auto member = find(call.state, kMembers, id);
  if (member && member->string_or(kName, "") == group) return Entry{id, std::move(*member)};
  return invalid(fmt::format("The instance {} is not part of Auto Scaling group {}.", id, group));
}

// --- taken in -------------------------------------------------------------------------------------------------------

aws::Result<void> check_room(const json::Value& group, size_t more) {
  int64_t wanted = group.int_or("DesiredCapacity", 0) + static_cast<int64_t>(more);
  if (wanted <= group.int_or("MaxSize", 0)) return {};
  return invalid(fmt::format(
      "AutoScalingGroup {} has min-size={}, max-size={}, and desired-size={}. To attach {} more instance(s), "
      "please update the AutoScalingGroup sizes appropriately.",
      group.string_or(kName, ""), group.int_or("MinSize", 0), group.int_or("MaxSize", 0),
      group.int_or("DesiredCapacity", 0), more));
}

// "The instance is in the running state ... not a member of another Auto Scaling group ... in one of the Availability
// Zones defined in your group" (User Guide, "Detach or attach instances").
aws::Result<void> check_may_join(const Call& call, const json::Value& group, const json::Value& instance) {
  std::string id(instance.string_or("InstanceId", ""));
  if (instance.find("State")->string_or("Name", "") != "running")
    return invalid(
        fmt::format("Instance {} is not in correct state. Instance(s) must be in 'running' state.", id));
  if (auto member = find(call.state, kMembers, id))
    return invalid(
        fmt::format("Instance {} is already part of AutoScalingGroup:{}", id, member->string_or(kName, "")));
  std::string_view zone = instance.find("Placement")->string_or("AvailabilityZone", "");
  std::vector<std::string> zones = group.strings_at("AvailabilityZones");
  if (std::find(zones.begin(), zones.end(), zone) != zones.end()) return {};
  return invalid(fmt::format(
      "The availability zone {} of instance {} is not one of those of the Auto Scaling group", zone, id));
}

aws::Result<std::vector<json::Value>> running_instances(Scene& scene, const std::vector<std::string>& ids) {
  json::Array wanted;
  for (const std::string& id : ids) wanted.push_back(id);
  Output found = as_service(scene, "DescribeInstances", Object{{"InstanceIds", std::move(wanted)}});
  if (!found) return invalid("Invalid Instance ID(s) specified: " + found.error().message);
  std::vector<json::Value> instances;
  for (const json::Value& reservation : found->find("Reservations")->as_array())
    for (const json::Value& one : reservation.find("Instances")->as_array()) instances.push_back(one);
  return instances;
}

Output attach(Call& call) {
  Found& group = call.the();
  std::vector<std::string> ids = TRY(named_instances(call));
  TRY(check_room(group.record, ids.size()));
  Scene scene = scene_of(call);
  for (const json::Value& instance : TRY(running_instances(scene, ids))) {
    TRY(check_may_join(call, group.record, instance));
    json::Value member = new_member(scene, group.record, instance);
    for (std::string_view not_by : {"LaunchTemplate", "LaunchConfigurationName"})
      member.as_object().erase(not_by);
    store(call.state, kMembers, member);
    put_activity(
        scene, group.record,
        fmt::format("Attaching an existing EC2 instance: {}", instance.string_or("InstanceId", "")),
        fmt::format("At {} an instance was added in response to a user request.", base::iso8601(call.now)));
  }
  group.fields().set("DesiredCapacity",
                     group.record.int_or("DesiredCapacity", 0) + static_cast<int64_t>(ids.size()));
  call.save(group);
  return Object{};
}

// --- let go ---------------------------------------------------------------------------------------------------------

aws::Result<void> shrink(Found& group, size_t by) {
  int64_t wanted = group.record.int_or("DesiredCapacity", 0) - static_cast<int64_t>(by);
  if (wanted < group.record.int_or("MinSize", 0))
    return invalid(
        fmt::format("AutoScalingGroup {} has min-size={}, max-size={}, and desired-size={}. Detaching {} "
                    "instance(s) would "
                    "put it below its min-size.",
                    group.named, group.record.int_or("MinSize", 0), group.record.int_or("MaxSize", 0),
                    group.record.int_or("DesiredCapacity", 0), by));
  group.fields().set("DesiredCapacity", wanted);
  return {};
}

Output detach(Call& call) {
  Found& group = call.the();
  std::vector<std::string> ids = TRY(named_instances(call));
  for (const std::string& id : ids) TRY(require_member(call, group.named, id));
  bool shrinks = call.input.flag("ShouldDecrementDesiredCapacity");
  if (shrinks) TRY(shrink(group, ids.size()));
  call.save(group);
  Scene scene = scene_of(call);
  std::string cause =
      fmt::format("At {} instance(s) were detached in response to a user request.", base::iso8601(call.now));
  json::Array activities;
  for (const std::string& id : ids) {
    forget_actions(call.state, "InstanceId", id);
    remove(call.state, kMembers, id);
    activities.push_back(shown_activity(
        put_activity(scene, group.record, fmt::format("Detaching EC2 instance: {}", id), cause)));
  }
  if (!shrinks) scale_soon(call, group.named, cause);
  return Object{{"Activities", std::move(activities)}};
}

Output protect(Call& call) {
  for (const std::string& id : TRY(named_instances(call))) {
    Entry member = TRY(require_member(call, call.the().named, id));
    member.value.as_object().set("ProtectedFromScaleIn", call.input.flag("ProtectedFromScaleIn"));
    store(call.state, kMembers, member.value);
  }
  return Object{};
}

// --- metrics --------------------------------------------------------------------------------------------------------

// All of them where the call names none.
aws::Result<std::vector<std::string>> named_metrics(const Call& call) {
  std::vector<std::string> names = call.input.texts("Metrics");
  for (const std::string& name : names)
    if (std::find(std::begin(kMetrics), std::end(kMetrics), name) == std::end(kMetrics))
      return invalid(fmt::format("Invalid metric: {}", name));
  if (names.empty()) names.assign(std::begin(kMetrics), std::end(kMetrics));
  return names;
}

void forget_metric(json::Array& enabled, const std::string& name) {
  std::erase_if(enabled, [&](const json::Value& one) { return one.string_or("Metric", "") == name; });
}

Output enable_metrics(Call& call) {
  std::string granularity = call.input.text("Granularity");
  if (granularity != kGranularity) return invalid(fmt::format("Granularity {} is not valid", granularity));
  std::vector<std::string> names = TRY(named_metrics(call));
  json::Array& enabled = call.the().fields()["EnabledMetrics"].as_array();
  for (const std::string& name : names) {
    forget_metric(enabled, name);
    enabled.push_back(Object{{"Metric", name}, {"Granularity", granularity}});
  }
  call.save(call.the());
  return Object{};
}

Output disable_metrics(Call& call) {
  std::vector<std::string> names = TRY(named_metrics(call));
  json::Array& enabled = call.the().fields()["EnabledMetrics"].as_array();
  for (const std::string& name : names) forget_metric(enabled, name);
  call.save(call.the());
  return Object{};
}

constexpr Operation kOperations[] = {
    {"AttachInstances", {on(kGroups)}, attach},
    {"DetachInstances", {on(kGroups)}, detach},
    {"SetInstanceProtection", {on(kGroups)}, protect},
    {"EnableMetricsCollection", {on(kGroups)}, enable_metrics},
    {"DisableMetricsCollection", {on(kGroups)}, disable_metrics},
};

}  // namespace

std::span<const Operation> member_operations() {
  return kOperations;
}

}  // namespace account::autoscaling

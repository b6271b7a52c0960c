// How many instances a group has: its desired capacity, single instances that go, processes that rest.
#include <algorithm>

#include "account/record/index.h"
#include "services/autoscaling/autoscaling.h"
#include "services/autoscaling/group.h"
#include "services/autoscaling/processes.h"
#include "services/autoscaling/scaling.h"

namespace account::autoscaling {
namespace {

// The group to which the instance belongs that the call names.
aws::Result<Resource> locate_group_of_instance(const Asking& asking) {
  const State& state = asking.call.state;
  std::string id = asking.text("InstanceId");
  auto member = find(state, kMembers, id);
  Resource resource;
  resource.kind = &kGroups;
  resource.arn = arn_of(state, kGroups, Object{{"_Id", "*"}, {std::string(kName), "*"}});
  resource.named = member ? member->string_or(kName, "") : "";
  if (member) resource.record = find(state, kGroups, resource.named);
  if (resource.record) resource.arn = std::string(resource.record->string_or("AutoScalingGroupARN", ""));
  if (!resource.record) resource.absent = absent(kMembers, id).value();
  return resource;
}
constexpr RecordKind kGroupOfInstance = [] {
  RecordKind kind = kGroups;
  kind.locate = locate_group_of_instance;
  return kind;
}();

Output set_desired(Call& call) {
  Found& group = call.the();
  int64_t wanted = call.input.number("DesiredCapacity"), before = group.record.int_or("DesiredCapacity", 0);
  if (wanted > group.record.int_or("MaxSize", 0))
    return invalid(
        fmt::format("New SetDesiredCapacity value {} is above max value {} for the AutoScalingGroup.", wanted,
                    group.record.int_or("MaxSize", 0)));
  if (wanted < group.record.int_or("MinSize", 0))
    return invalid(
        fmt::format("New SetDesiredCapacity value {} is below min value {} for the AutoScalingGroup.", wanted,
                    group.record.int_or("MinSize", 0)));
  group.fields().set("DesiredCapacity", wanted);
  call.save(group);
  if (wanted != before)
    scale_soon(call, group.named,
               fmt::format(
                   "At {} a user request explicitly set group desired capacity changing the desired capacity "
                   "from {} to {}.",
                   base::iso8601(call.now), before, wanted));
  return Object{};
}

Output terminate_instance(Call& call) {
  Found& group = call.the();
  std::string id = call.input.text("InstanceId");
  if (!call.input.list("InstanceIds").empty())
    return invalid("InstanceIds is not simulated (see docs/operations.md)");
  std::string named = call.input.text(kName);
  if (!named.empty() && named != group.named) return absent(kMembers, id);
  json::Value record = TRY(require(call.state, kMembers, id));
  Entry member{id, std::move(record)};
  bool goes_down = call.input.flag("ShouldDecrementDesiredCapacity");
  int64_t wanted = group.record.int_or("DesiredCapacity", 0);
  if (goes_down && wanted <= group.record.int_or("MinSize", 0))
    return invalid(
        fmt::format("Currently, desiredSize equals minSize ({}). Terminating instance without replacement "
                    "will violate group's min size constraint. Either set shouldDecrementDesiredCapacity "
                    "flag to false or lower group's min size.",
                    wanted));
  if (goes_down) group.fields().set("DesiredCapacity", wanted - 1);
  call.save(group);
  std::string cause = fmt::format(
      "At {} instance {} was taken out of service in response to a user request{}.", base::iso8601(call.now),
      id, goes_down ? fmt::format(", shrinking the capacity from {} to {}", wanted, wanted - 1) : "");
  json::Value activity = terminate_member(call, group.record, member, cause);
  if (!goes_down) scale_soon(call, group.named, cause);
  return Object{{"Activity", shown_activity(std::move(activity))}};
}

Output describe_instances(Call& call) {
  std::vector<std::string> ids = call.input.texts("InstanceIds");
  std::vector<Entry> entries = call.state.list(kMembers.name);
  std::erase_if(entries, [&](const Entry& one) {
    return !ids.empty() && std::find(ids.begin(), ids.end(), one.id) == ids.end();
  });
  for (Entry& one : entries) {
    one.value = shown_member(one.value, call.now);
    one.value.as_object().set("HealthStatus", "HEALTHY");  // in capitals here, and in a group's list not
  }
  return list_page(call, "AutoScalingInstances", std::move(entries));
}

// All of them where the call names none.
aws::Result<std::vector<std::string>> named_processes(const Call& call) {
  std::vector<std::string> names = call.input.texts("ScalingProcesses");
  for (const std::string& name : names)
    if (std::find(std::begin(kProcesses), std::end(kProcesses), name) == std::end(kProcesses))
      return invalid(fmt::format("Unknown process: {}", name));
  if (names.empty()) names.assign(std::begin(kProcesses), std::end(kProcesses));
  return names;
}

Output set_processes(Call& call, bool are_suspended) {
  Found& group = call.the();
  json::Array& all = group.fields()["SuspendedProcesses"].as_array();
  for (const std::string& name : TRY(named_processes(call))) {
    std::erase_if(all, [&](const json::Value& one) { return one.string_or("ProcessName", "") == name; });
    if (are_suspended)
      all.push_back(
          Object{{"ProcessName", name},
                 {"SuspensionReason", fmt::format("User suspended at {}", base::iso8601(call.now))}});
  }
  call.save(group);
  if (!are_suspended) scale_soon(call, group.named, "a user request resumed the group's processes.");
  return Object{};
}

Output suspend(Call& call) {
  return set_processes(call, true);
}
Output resume(Call& call) {
  return set_processes(call, false);
}

constexpr Operation kOperations[] = {
    {"SetDesiredCapacity", {on(kGroups)}, set_desired},
    {"TerminateInstanceInAutoScalingGroup", {on(kGroupOfInstance, "InstanceId")}, terminate_instance},
    {"DescribeAutoScalingInstances", {any()}, describe_instances},
    {"SuspendProcesses", {on(kGroups)}, suspend},
    {"ResumeProcesses", {on(kGroups)}, resume},
};

}  // namespace

std::span<const Operation> capacity_operations() {
  return kOperations;
}

}  // namespace account::autoscaling

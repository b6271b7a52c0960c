// What Auto Scaling knows by itself: the types of things that it has, and how many an account may have.
#include "account/call/facilities.h"
#include "services/autoscaling/autoscaling.h"
#include "services/autoscaling/group.h"
#include "services/autoscaling/launch_configuration.h"
#include "services/autoscaling/lifecycle_hook.h"
#include "services/autoscaling/metrics.h"
#include "services/autoscaling/processes.h"
#include "services/quotas.h"

namespace account::autoscaling {
namespace {

constexpr std::string_view kNotifications[] = {
    "autoscaling:EC2_INSTANCE_LAUNCH", "autoscaling:EC2_INSTANCE_LAUNCH_ERROR",
    "autoscaling:EC2_INSTANCE_TERMINATE", "autoscaling:EC2_INSTANCE_TERMINATE_ERROR",
    "autoscaling:TEST_NOTIFICATION"};
constexpr std::string_view kTerminations[] = {
    "AllocationStrategy",        "ClosestToNextInstanceHour", "Default", "NewestInstance", "OldestInstance",
    "OldestLaunchConfiguration", "OldestLaunchTemplate"};
constexpr std::string_view kAdjustments[] = {"ChangeInCapacity", "ExactCapacity", "PercentChangeInCapacity"};
constexpr std::string_view kHookTypes[] = {kLaunching, kTerminating};

json::Array texts_of(std::span<const std::string_view> all) {
  json::Array texts;
  for (std::string_view one : all) texts.push_back(one);
  return texts;
}

// Each as an object with that member.
json::Array objects_of(std::span<const std::string_view> all, std::string_view member) {
  json::Array objects;
  for (std::string_view one : all) objects.push_back(Object{{std::string(member), one}});
  return objects;
}

Output hook_types(Call&) {
  return Object{{"LifecycleHookTypes", texts_of(kHookTypes)}};
}
Output adjustment_types(Call&) {
  return Object{{"AdjustmentTypes", objects_of(kAdjustments, "AdjustmentType")}};
}
Output termination_policies(Call&) {
  return Object{{"TerminationPolicyTypes", texts_of(kTerminations)}};
}
Output process_types(Call&) {
  return Object{{"Processes", objects_of(kProcesses, "ProcessName")}};
}
Output metric_types(Call&) {
  return Object{{"Metrics", objects_of(kMetrics, "Metric")},
                {"Granularities", objects_of(std::span(&kGranularity, 1), "Granularity")}};
}
Output notification_types(Call&) {
  return Object{{"AutoScalingNotificationTypes", texts_of(kNotifications)}};
}

Output account_limits(Call& call) {
  auto count = [&](const RecordKind& kind) { return static_cast<int64_t>(call.state.ids(kind.name).size()); };
  return Object{{"MaxNumberOfAutoScalingGroups", most_of(call, quotas::kAutoScalingGroups)},
                {"MaxNumberOfLaunchConfigurations", most_of(call, kConfigurationQuota)},
                {"NumberOfAutoScalingGroups", count(kGroups)},
                {"NumberOfLaunchConfigurations", count(kConfigurations)}};
}

constexpr Operation kOperations[] = {
    {"DescribeLifecycleHookTypes", {any()}, hook_types},
    {"DescribeAdjustmentTypes", {any()}, adjustment_types},
    {"DescribeTerminationPolicyTypes", {any()}, termination_policies},
    {"DescribeScalingProcessTypes", {any()}, process_types},
    {"DescribeMetricCollectionTypes", {any()}, metric_types},
    {"DescribeAutoScalingNotificationTypes", {any()}, notification_types},
    {"DescribeAccountLimits", {any()}, account_limits},
};

}  // namespace

std::span<const Operation> constant_operations() {
  return kOperations;
}

}  // namespace account::autoscaling

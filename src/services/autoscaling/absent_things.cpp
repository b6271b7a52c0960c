// What clients ask for when they read a group, and of which a group has none here.
#include "services/autoscaling/autoscaling.h"
#include "services/autoscaling/group.h"

namespace account::autoscaling {
namespace {

// Of one group, which must be there.
Output none_of_group(Call& call, std::string_view list) {
  TRY(require(call.state, kGroups, call.input.text(kName)));
  return list_page(call, list, {});
}

Output warm_pool(Call& call) {
  return none_of_group(call, "Instances");
}

Output traffic_sources(Call& call) {
  return none_of_group(call, "TrafficSources");
}

Output load_balancers(Call& call) {
  return none_of_group(call, "LoadBalancers");
}

Output target_groups(Call& call) {
  return none_of_group(call, "LoadBalancerTargetGroups");
}

Output notifications(Call& call) {
  for (const std::string& name : call.input.texts("AutoScalingGroupNames"))
    TRY(require(call.state, kGroups, name));
  return list_page(call, "NotificationConfigurations", {});
}

Output scheduled_actions(Call& call) {
  std::string group = call.input.text(kName);
  if (!group.empty()) TRY(require(call.state, kGroups, group));
  return list_page(call, "ScheduledUpdateGroupActions", {});
}

constexpr Operation kOperations[] = {
    {"DescribeWarmPool", {any()}, warm_pool},
    {"DescribeTrafficSources", {any()}, traffic_sources},
    {"DescribeLoadBalancers", {any()}, load_balancers},
    {"DescribeLoadBalancerTargetGroups", {any()}, target_groups},
    {"DescribeNotificationConfigurations", {any()}, notifications},
    {"DescribeScheduledActions", {any()}, scheduled_actions},
};

}  // namespace

std::span<const Operation> absent_thing_operations() {
  return kOperations;
}

}  // namespace account::autoscaling

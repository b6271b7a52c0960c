// Groups are made, told of, changed and deleted.
#include <algorithm>

#include "account/call/facilities.h"
#include "account/call/filters.h"
#include "account/call/service_linked.h"
#include "services/autoscaling/autoscaling.h"
#include "services/autoscaling/group.h"
#include "services/autoscaling/group_sources.h"
#include "services/autoscaling/launch_configuration.h"
#include "services/autoscaling/launching.h"
#include "services/autoscaling/lifecycle_hook.h"
#include "services/autoscaling/scaling.h"
#include "services/quotas.h"

namespace account::autoscaling {
namespace {

// Of the input, as they are kept and shown.
constexpr std::string_view kKept[] = {"LaunchTemplate",
                                      "LaunchConfigurationName",
                                      "MixedInstancesPolicy",
                                      "MinSize",
                                      "MaxSize",
                                      "DesiredCapacity",
                                      "DefaultCooldown",
                                      "HealthCheckType",
                                      "HealthCheckGracePeriod",
                                      "VPCZoneIdentifier",
                                      "TerminationPolicies",
                                      "NewInstancesProtectedFromScaleIn",
                                      "ServiceLinkedRoleARN",
                                      "MaxInstanceLifetime",
                                      "CapacityRebalance",
                                      "Context",
                                      "DesiredCapacityType",
                                      "DefaultInstanceWarmup",
                                      "InstanceMaintenancePolicy",
                                      "DeletionProtection",
                                      "AvailabilityZoneDistribution",
                                      "AvailabilityZoneImpairmentPolicy",
                                      "CapacityReservationSpecification"};

aws::Result<void> check_simulated(const Input& in) {
  for (std::string_view member :
       {"InstanceId", "LoadBalancerNames", "TargetGroupARNs", "TrafficSources", "PlacementGroup",
        "InstanceLifecyclePolicy", "Operator", "AvailabilityZones", "AvailabilityZoneIds"})
    if (in.knows(member) && in.has(member))
      return invalid(fmt::format("{} is not simulated (see docs/operations.md)", member));
  return {};
}

aws::Result<void> check_sizes(const json::Value& group) {
  int64_t least = group.int_or("MinSize", 0), most = group.int_or("MaxSize", 0);
  int64_t wanted = group.int_or("DesiredCapacity", 0);
  if (least > most)
    return invalid(fmt::format("Max bound, {}, must be greater than or equal to min bound, {}", most, least));
  if (wanted >= least && wanted <= most) return {};
  return invalid(fmt::format("Desired capacity:{} must be between the specified min size:{} and max size:{}",
                             wanted, least, most));
}

json::Array new_tags(const Input& in) {
  json::Array tags;
  for (const json::Value& tag : in.list("Tags"))
    tags.push_back(Object{{"Key", tag.string_or("Key", "")},
                          {"Value", tag.string_or("Value", "")},
                          {"PropagateAtLaunch", tag.bool_or("PropagateAtLaunch", false)},
                          {"ResourceId", in.text(kName)},
                          {"ResourceType", "auto-scaling-group"}});
  return tags;
}

json::Value new_group(const Call& call) {
  const Input& in = call.input;
  std::string id = call.facilities.random.uuid();
  Object group{{std::string(kName), in.text(kName)},
               {"_Id", id},
               {"DesiredCapacity", in.number("MinSize")},
               {"DefaultCooldown", 300},
               {"HealthCheckType", "EC2"},
               {"HealthCheckGracePeriod", 0},
               {"TerminationPolicies", json::Array{"Default"}},
               {"NewInstancesProtectedFromScaleIn", false},
               {"CapacityRebalance", false},
               {"CreatedTime", base::to_ms(call.now)},
               {"SuspendedProcesses", json::Array()},
               {"EnabledMetrics", json::Array()},
               {"LoadBalancerNames", json::Array()},
               {"TargetGroupARNs", json::Array()},
               {"Tags", new_tags(in)}};
  for (std::string_view member : kKept) group.set_if(member, in.find(member));
  group.set("AutoScalingGroupARN",
            arn_of(call.state, kGroups, Object{{"_Id", id}, {std::string(kName), in.text(kName)}}));
  return group;
}

Output create(Call& call) {
  std::string name = call.input.text(kName);
  TRY(check_simulated(call.input));
  if (call.state.contains(kGroups.name, name))
    return aws::error(
        "AlreadyExists", 400,
        "AutoScalingGroup by this name already exists - A group with the name {} already exists", name);
  TRY(check_quota(call, quotas::kAutoScalingGroups, call.state.ids(kGroups.name).size()));
  json::Value group = new_group(call);
  TRY(check_sizes(group));
  TRY(take_template(call, group.as_object()));
  TRY(take_zones(call, group.as_object()));
  TRY(ensure_service_linked_role(call, kPrincipal, kPrincipal, kRole));
  if (!call.input.has("ServiceLinkedRoleARN"))
    group.as_object().set("ServiceLinkedRoleARN", service_linked_role_arn(call.state, kPrincipal, kRole));
  TRY(check_may_launch(call, group));
  call.make(kGroups, name, group);
  for (const json::Value& hook : call.input.list("LifecycleHookSpecificationList"))
    TRY(put_hook(call, name, hook));
  scale_soon(
      call, name,
      fmt::format(
          "At {} a user request created an AutoScalingGroup changing the desired capacity from 0 to {}.",
          base::iso8601(call.now), group.int_or("DesiredCapacity", 0)));
  return Object{};
}

// By keys and values of tags, and `tag:KEY`, which no documentation of its model lists one by one.
aws::Result<Filters> read_filters(const Input& in) {
  std::vector<FilterPlace> places = {{"tag-key", "Tags[].Key"}, {"tag-value", "Tags[].Value"}};
  for (const json::Value& one : in.list("Filters"))
    if (std::string_view name = one.string_or("Name", ""); name.starts_with("tag:"))
      places.push_back({name, ""});
  return Filters::read(in, places);
}

Output describe_all(Call& call) {
  Filters filters = TRY(read_filters(call.input));
  std::vector<std::string> names = call.input.texts("AutoScalingGroupNames");
  std::vector<Entry> entries = call.state.list(kGroups.name);
  std::erase_if(entries, [&](const Entry& one) {
    return !names.empty() && std::find(names.begin(), names.end(), one.id) == names.end();
  });
  for (Entry& one : entries) one.value = shown_group(call.state, one.value, call.now);
  std::erase_if(entries, [&](const Entry& one) { return !filters.match(one.value); });
  if (!call.input.flag("IncludeInstances", true))
    for (Entry& one : entries) one.value.as_object().set("Instances", json::Array());
  return list_page(call, "AutoScalingGroups", std::move(entries));
}

aws::Result<void> check_not_deleting(const Found& group) {
  if (!group.record.bool_or("_Deleting", false)) return {};
  return aws::error("ScalingActivityInProgress", 400,
                    "The group {} cannot be changed because it is being deleted", group.named);
}

// A group launches in one way; whether the call says another.
bool drop_other_templates(const Input& in, Object& group) {
  constexpr std::string_view kWays[] = {"LaunchTemplate", "MixedInstancesPolicy", kConfigurationName};
  bool is_said = std::any_of(std::begin(kWays), std::end(kWays), [&](auto way) { return in.has(way); });
  for (std::string_view way : kWays)
    if (is_said && !in.has(way)) group.erase(way);
  return is_said;
}

Output update(Call& call) {
  Found& group = call.the();
  TRY(check_simulated(call.input));
  TRY(check_not_deleting(group));
  int64_t before = group.record.int_or("DesiredCapacity", 0);
  for (std::string_view member : kKept) group.fields().set_if(member, call.input.find(member));
  bool is_template_said = drop_other_templates(call.input, group.fields());
  // A bound that moves takes the capacity with it.
  int64_t wanted = group.record.int_or("DesiredCapacity", 0);
  if (!call.input.has("DesiredCapacity"))
    wanted = std::min(std::max(wanted, group.record.int_or("MinSize", 0)), group.record.int_or("MaxSize", 0));
  group.fields().set("DesiredCapacity", wanted);
  TRY(check_sizes(group.record));
  if (is_template_said) TRY(take_template(call, group.fields()));
  if (call.input.has("VPCZoneIdentifier")) TRY(take_zones(call, group.fields()));
  if (is_template_said) TRY(check_may_launch(call, group.record));
  call.save(group);
  if (wanted != before)
    scale_soon(call, group.named,
               fmt::format("At {} a user request update of AutoScalingGroup constraints to min: {}, max: {}, "
                           "desired: {} changing the desired capacity from {} to {}.",
                           base::iso8601(call.now), group.record.int_or("MinSize", 0),
                           group.record.int_or("MaxSize", 0), wanted, before, wanted));
  return Object{};
}

// With force, its instances go first, and nobody waits for hooks ("without waiting for any lifecycle actions").
Output delete_group(Call& call) {
  Found& group = call.the();
  std::vector<Entry> members = members_of(call.state, group.named);
  bool is_forced = call.input.flag("ForceDelete");
  std::string protection = group.text("DeletionProtection");
  if (protection == "prevent-all-deletion" || (protection == "prevent-force-deletion" && is_forced))
    return aws::error("ResourceInUse", 400, "The group {} is protected from deletion", group.named);
  if (!members.empty() && !is_forced)
    return aws::error(
        "ResourceInUse", 400,
        "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance "
        "request(s) still in the group.");
  group.fields().set("DesiredCapacity", 0);
  group.fields().set("MinSize", 0);
  group.fields().set("_Deleting", true);
  call.save(group);
  std::string cause = fmt::format("At {} a user request force deleted the group.", base::iso8601(call.now));
  for (Entry& one : members)
    if (!is_going(one.value, call.now) || member_state(one.value, call.now) == "Terminating:Wait")
      terminate_at_once(call, group.record, one, cause);
  if (members.empty()) forget_group(call.state, group.named);
  return Object{};
}

void new_keys(const Call& call, const json::Value*, policy::Context& context) {
  const Input& in = call.input;
  if (in.has("MinSize")) context.set("autoscaling:MinSize", std::to_string(in.number("MinSize")));
  if (in.has("MaxSize")) context.set("autoscaling:MaxSize", std::to_string(in.number("MaxSize")));
  const json::Value* named = in.find("LaunchTemplate");
  if (in.has(kConfigurationName))
    context.set("autoscaling:LaunchConfigurationName", in.text(kConfigurationName));
  if (named)
    context.set("autoscaling:LaunchTemplateVersionSpecified", named->find("Version") ? "true" : "false");
}
void force_key(const Call& call, const json::Value*, policy::Context& context) {
  context.set("autoscaling:ForceDelete", call.input.flag("ForceDelete") ? "true" : "false");
}

constexpr Need kPassesRole = passes(kPrincipal, "ServiceLinkedRoleARN").when("ServiceLinkedRoleARN");

constexpr Operation kOperations[] = {
    {"CreateAutoScalingGroup", {creates(kGroups).keys(new_keys), kPassesRole}, create},
    {"DescribeAutoScalingGroups", {any()}, describe_all},
    {"UpdateAutoScalingGroup", {on(kGroups).keys(new_keys), kPassesRole}, update},
    {"DeleteAutoScalingGroup", {on(kGroups).keys(force_key)}, delete_group},
};

}  // namespace

std::span<const Operation> group_operations() {
  return kOperations;
}

}  // namespace account::autoscaling

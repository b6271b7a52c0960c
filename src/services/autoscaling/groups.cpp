// Groups are made, told of, changed and deleted.
#include <algorithm>
#include <map>

#include "account/call/facilities.h"
#include "account/call/filters.h"
#include "account/call/invoke.h"
#include "account/call/service_linked.h"
#include "base/text.h"
#include "services/autoscaling/autoscaling.h"
#include "services/autoscaling/group.h"
#include "services/autoscaling/scaling.h"
#include "services/quotas.h"

namespace account::autoscaling {
namespace {

// Of the input, as they are kept and shown.
constexpr std::string_view kKept[] = {"LaunchTemplate",
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
       {"LaunchConfigurationName", "InstanceId", "LoadBalancerNames", "TargetGroupARNs", "TrafficSources",
        "PlacementGroup", "LifecycleHookSpecificationList", "InstanceLifecyclePolicy", "Operator",
        "AvailabilityZones", "AvailabilityZoneIds"})
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

// By its id and name both, as the service shows it.
aws::Result<void> complete_template(Call& call, Object& named) {
  Object input;
  for (const auto& [member, list] : {std::pair("LaunchTemplateId", "LaunchTemplateIds"),
                                     std::pair("LaunchTemplateName", "LaunchTemplateNames")})
    if (const json::Value* value = named.find(member)) input.set(list, json::Array{*value});
  if (input.empty())
    return invalid("Either a launch template ID or a launch template name must be specified.");
  Output found =
      invoke(call, {kPrincipal, Access::forwarded, "ec2", "DescribeLaunchTemplates", std::move(input)});
  if (!found) return invalid("You must use a valid fully-formed launch template. " + found.error().message);
  const json::Value& one = found->find("LaunchTemplates")->as_array().front();
  for (std::string_view member : {"LaunchTemplateId", "LaunchTemplateName"})
    named.set_if(member, one.find(member));
  if (!named.find("Version")) named.set("Version", "$Default");
  return {};
}

aws::Result<void> take_template(Call& call, Object& group) {
  if (json::Value* mixed = group.find("MixedInstancesPolicy")) {
    json::Value* launch = mixed->as_object().find("LaunchTemplate");
    json::Value* named = launch ? launch->as_object().find("LaunchTemplateSpecification") : nullptr;
    if (!named) return invalid("MixedInstancesPolicy must name a launch template.");
    return complete_template(call, named->as_object());
  }
  if (json::Value* named = group.find("LaunchTemplate")) return complete_template(call, named->as_object());
  return invalid(
      "Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or "
      "MixedInstancesPolicy "
      "parameter.");
}

// Its zones follow from its subnets.
aws::Result<void> take_zones(Call& call, Object& group) {
  const json::Value* said = group.find("VPCZoneIdentifier");
  std::string text = said ? said->as_string() : "";
  if (text.empty()) return invalid("At least one Availability Zone or VPC Subnet is required.");
  json::Array ids;
  for (std::string_view id : base::split(text, ',')) ids.push_back(base::trim(id));
  Output found =
      invoke(call, {kPrincipal, Access::forwarded, "ec2", "DescribeSubnets", Object{{"SubnetIds", ids}}});
  if (!found) return invalid("The subnet ID '" + text + "' does not exist: " + found.error().message);
  std::map<std::string, json::Value> zones;  // by name, in its order
  for (const json::Value& subnet : found->find("Subnets")->as_array())
    zones[std::string(subnet.string_or("AvailabilityZone", ""))] = *subnet.find("AvailabilityZoneId");
  json::Array names, zone_ids;
  for (auto& [name, id] : zones) {
    names.push_back(name);
    zone_ids.push_back(std::move(id));
  }
  std::string joined;
  for (const json::Value& id : ids) joined += (joined.empty() ? "" : ",") + id.as_string();
  group.set("VPCZoneIdentifier", joined);
  group.set("AvailabilityZones", std::move(names));
  group.set("AvailabilityZoneIds", std::move(zone_ids));
  return {};
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

Output update(Call& call) {
  Found& group = call.the();
  TRY(check_simulated(call.input));
  TRY(check_not_deleting(group));
  int64_t before = group.record.int_or("DesiredCapacity", 0);
  for (std::string_view member : kKept) group.fields().set_if(member, call.input.find(member));
  if (call.input.has("MixedInstancesPolicy")) group.fields().erase("LaunchTemplate");
  if (call.input.has("LaunchTemplate")) group.fields().erase("MixedInstancesPolicy");
  // A bound that moves takes the capacity with it.
  int64_t wanted = group.record.int_or("DesiredCapacity", 0);
  if (!call.input.has("DesiredCapacity"))
    wanted = std::min(std::max(wanted, group.record.int_or("MinSize", 0)), group.record.int_or("MaxSize", 0));
  group.fields().set("DesiredCapacity", wanted);
  TRY(check_sizes(group.record));
  if (call.input.has("LaunchTemplate") || call.input.has("MixedInstancesPolicy"))
    TRY(take_template(call, group.fields()));
  if (call.input.has("VPCZoneIdentifier")) TRY(take_zones(call, group.fields()));
  if (call.input.has("LaunchTemplate") || call.input.has("MixedInstancesPolicy"))
    TRY(check_may_launch(call, group.record));
  call.save(group);
  if (wanted != before)
    scale_soon(call, group.named,
               fmt::format("At {} a user request update of AutoScalingGroup constraints to min: {}, max: {}, "
                           "desired: {} changing the desired capacity from {} to {}.",
                           base::iso8601(call.now), group.record.int_or("MinSize", 0),
                           group.record.int_or("MaxSize", 0), wanted, before, wanted));
  return Object{};
}

// With force, its instances go first.
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
    if (member_state(one.value, call.now) != "Terminating") terminate_member(call, group.record, one, cause);
  if (members.empty()) {
    forget_activities(call.state, group.named);
    call.erase(group);
  }
  return Object{};
}

void new_keys(const Call& call, const json::Value*, policy::Context& context) {
  const Input& in = call.input;
  if (in.has("MinSize")) context.set("autoscaling:MinSize", std::to_string(in.number("MinSize")));
  if (in.has("MaxSize")) context.set("autoscaling:MaxSize", std::to_string(in.number("MaxSize")));
  const json::Value* named = in.find("LaunchTemplate");
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

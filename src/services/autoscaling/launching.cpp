#include "services/autoscaling/launching.h"

#include <map>

#include "account/call/invoke.h"
#include "account/record/lifecycle.h"
#include "base/text.h"
#include "services/autoscaling/group.h"
#include "services/autoscaling/launch_configuration.h"

namespace account::autoscaling {
namespace {

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

aws::Result<Object> template_input(Scene& scene, const json::Value& group, const std::string& subnet,
                                   const std::string& type) {
  Object wanted{{"Version", template_of(group).string_or("Version", "$Default")}};
  wanted.set_if("LaunchTemplateId", template_of(group).find("LaunchTemplateId"));
  Object input{{"LaunchTemplate", std::move(wanted)}, {"MinCount", 1}, {"MaxCount", 1}};
  if (!type.empty()) input.set("InstanceType", type);
  if (is_spot(group)) input.set("InstanceMarketOptions", Object{{"MarketType", "spot"}});
  TRY(place(scene, group, subnet, input));
  return input;
}

aws::Result<Object> launch_input(Scene& scene, const json::Value& group, const std::string& subnet,
                                 const std::string& type) {
  std::string name(group.string_or("LaunchConfigurationName", ""));
  if (name.empty()) return template_input(scene, group, subnet, type);
  json::Value configuration = TRY(require(scene.state, kConfigurations, name));
  return configured_input(configuration, subnet);
}

}  // namespace

Output launch(Scene& scene, const json::Value& group, const std::string& subnet) {
  Output launched = invalid("the group has no type");
  for (const std::string& type : types_of(group)) {
    Object input = TRY(launch_input(scene, group, subnet, type));
    input.set("TagSpecifications",
              json::Array{Object{{"ResourceType", "instance"}, {"Tags", tags_of(group)}}});
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
             {"ProtectedFromScaleIn", group.bool_or("NewInstancesProtectedFromScaleIn", false)},
             {std::string(kName), group.string_or(kName, "")},
             {"_SubnetId", instance.string_or("SubnetId", "")},
             {"_Launched", base::to_ms(scene.now)}};
  if (const json::Value* configuration = group.find("LaunchConfigurationName")) {
    member.as_object().set("LaunchConfigurationName", *configuration);
  } else {
    member.as_object().set("LaunchTemplate", template_of(group));
  }
  keep_state(member, {"Pending", scene.now, scene.facilities.speed});
  return member;
}

std::string next_subnet(const json::Value& group, const std::vector<Entry>& members) {
  std::map<std::string, size_t> used;
  for (const Entry& one : members) ++used[std::string(one.value.string_or("_SubnetId", ""))];
  std::string_view best;
  std::string text(group.string_or("VPCZoneIdentifier", ""));
  for (std::string_view subnet : base::split(text, ','))
    if (best.empty() || used[std::string(subnet)] < used[std::string(best)]) best = subnet;
  return std::string(best);
}

aws::Result<void> check_may_launch(Call& call, const json::Value& group) {
  Scene scene = scene_of(call);
  Object input = TRY(launch_input(scene, group, next_subnet(group, {}), types_of(group).front()));
  input.set("DryRun", true);
  Output asked = invoke(call, {kPrincipal, Access::forwarded, "ec2", "RunInstances", std::move(input)});
  if (asked || asked.error().code == "DryRunOperation") return {};
  bool is_configured = group.find("LaunchConfigurationName") != nullptr;
  return invalid((is_configured ? "" : "You must use a valid fully-formed launch template. ") +
                 asked.error().message);
}

}  // namespace account::autoscaling

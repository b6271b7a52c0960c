#include "services/autoscaling/group_sources.h"

#include <map>

#include "account/call/invoke.h"
#include "base/text.h"
#include "services/autoscaling/group.h"
#include "services/autoscaling/launch_configuration.h"
#include "services/autoscaling/scene.h"

namespace account::autoscaling {
namespace {

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

}  // namespace

aws::Result<void> take_template(Call& call, Object& group) {
  if (json::Value* mixed = group.find("MixedInstancesPolicy")) {
    json::Value* launch = mixed->as_object().find("LaunchTemplate");
    json::Value* named = launch ? launch->as_object().find("LaunchTemplateSpecification") : nullptr;
    if (!named) return invalid("MixedInstancesPolicy must name a launch template.");
    return complete_template(call, named->as_object());
  }
  if (json::Value* named = group.find("LaunchTemplate")) return complete_template(call, named->as_object());
  if (const json::Value* name = group.find(kConfigurationName)) {
    TRY(require(call.state, kConfigurations, name->as_string()));
    return {};
  }
  return invalid(
      "Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or "
      "MixedInstancesPolicy "
      "parameter.");
}

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

}  // namespace account::autoscaling

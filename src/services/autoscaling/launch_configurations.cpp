// Operations of launch configurations (Amazon EC2 Auto Scaling API Reference).
#include <algorithm>

#include "account/call/facilities.h"
#include "account/call/quota.h"
#include "account/record/index.h"
#include "services/autoscaling/autoscaling.h"
#include "services/autoscaling/group.h"
#include "services/autoscaling/launch_configuration.h"

namespace account::autoscaling {
namespace {

// Of the input, as they are kept and shown.
constexpr std::string_view kKept[] = {"ImageId",
                                      "KeyName",
                                      "SecurityGroups",
                                      "UserData",
                                      "InstanceType",
                                      "BlockDeviceMappings",
                                      "InstanceMonitoring",
                                      "SpotPrice",
                                      "IamInstanceProfile",
                                      "EbsOptimized",
                                      "AssociatePublicIpAddress",
                                      "PlacementTenancy",
                                      "MetadataOptions"};

aws::Result<void> check_input(const Input& in) {
  for (std::string_view member :
       {"ClassicLinkVPCId", "ClassicLinkVPCSecurityGroups", "InstanceId", "KernelId", "RamdiskId"})
    if (in.has(member)) return invalid(fmt::format("{} is not simulated (see docs/operations.md)", member));
  if (in.text("ImageId").empty() || in.text("InstanceType").empty())
    return invalid(
        "Valid requests must contain either the InstanceID parameter or both the ImageId and InstanceType "
        "parameters.");
  return {};
}

Output create(Call& call) {
  const Input& in = call.input;
  std::string name = in.text(kConfigurationName);
  TRY(check_input(in));
  if (call.state.contains(kConfigurations.name, name))
    return aws::error("AlreadyExists", 400,
                      "Launch Configuration by this name already exists - A launch configuration already "
                      "exists with the name {}",
                      name);
  TRY(check_quota(call, kConfigurationQuota, call.state.ids(kConfigurations.name).size()));
  std::string id = call.facilities.random.uuid();
  Object record{{std::string(kConfigurationName), name},
                {"_Id", id},
                {"CreatedTime", base::to_ms(call.now)},
                {"KeyName", ""},
                {"KernelId", ""},
                {"RamdiskId", ""},
                {"UserData", ""},
                {"SecurityGroups", json::Array()},
                {"ClassicLinkVPCSecurityGroups", json::Array()},
                {"BlockDeviceMappings", json::Array()},
                {"InstanceMonitoring", Object{{"Enabled", true}}},
                {"EbsOptimized", false}};
  for (std::string_view member : kKept) record.set_if(member, in.find(member));
  record.set("LaunchConfigurationARN", arn_of(call.state, kConfigurations,
                                              Object{{"_Id", id}, {std::string(kConfigurationName), name}}));
  call.make(kConfigurations, name, std::move(record));
  return Object{};
}

Output describe_all(Call& call) {
  std::vector<std::string> names = call.input.texts("LaunchConfigurationNames");
  std::vector<Entry> entries = call.state.list(kConfigurations.name);
  std::erase_if(entries, [&](const Entry& one) {
    return !names.empty() && std::find(names.begin(), names.end(), one.id) == names.end();
  });
  for (Entry& one : entries) one.value.as_object().erase("_Id");
  return list_page(call, "LaunchConfigurations", std::move(entries));
}

Output delete_configuration(Call& call) {
  Found& configuration = call.the();
  auto groups = find_through(call.state, kGroups, kConfigurationName, configuration.named);
  if (!groups.empty())
    return aws::error("ResourceInUse", 400,
                      "Cannot delete launch configuration {} because it is attached to AutoScalingGroup {}",
                      configuration.named, groups.front().id);
  call.erase(configuration);
  return Object{};
}

void new_keys(const Call& call, const json::Value*, policy::Context& context) {
  const Input& in = call.input;
  for (const auto& [key, member] :
       {std::pair("autoscaling:ImageId", "ImageId"), std::pair("autoscaling:InstanceType", "InstanceType"),
        std::pair("autoscaling:SpotPrice", "SpotPrice")})
    if (in.has(member)) context.set(key, in.text(member));
  const json::Value* metadata = in.find("MetadataOptions");
  if (!metadata) return;
  for (const auto& [key, member] : {std::pair("autoscaling:MetadataHttpTokens", "HttpTokens"),
                                    std::pair("autoscaling:MetadataHttpEndpoint", "HttpEndpoint")})
    if (metadata->find(member)) context.set(key, std::string(metadata->string_or(member, "")));
  if (const json::Value* hops = metadata->find("HttpPutResponseHopLimit"))
    context.set("autoscaling:MetadataHttpPutResponseHopLimit", std::to_string(hops->as_int()));
}

constexpr Operation kOperations[] = {
    {"CreateLaunchConfiguration", {creates(kConfigurations).keys(new_keys)}, create},
    {"DescribeLaunchConfigurations", {any()}, describe_all},
    {"DeleteLaunchConfiguration", {on(kConfigurations)}, delete_configuration},
};

}  // namespace

// By its name, as groups are.
aws::Result<Resource> locate_configuration(const Asking& asking) {
  const State& state = asking.call.state;
  Resource resource;
  resource.named = asking.text(asking.need.member);
  if (asking.need.about != Need::About::created)
    resource.record = find(state, kConfigurations, resource.named);
  Object members{{"_Id", "*"}, {std::string(kConfigurationName), resource.named}};
  resource.arn = resource.record ? std::string(resource.record->string_or("LaunchConfigurationARN", ""))
                                 : arn_of(state, kConfigurations, members);
  return resource;
}

Object configured_input(const json::Value& configuration, const std::string& subnet) {
  Object input{{"MinCount", 1}, {"MaxCount", 1}};
  for (std::string_view member : {"ImageId", "InstanceType", "EbsOptimized", "MetadataOptions"})
    input.set_if(member, configuration.find(member));
  for (std::string_view member : {"KeyName", "UserData"})
    if (!configuration.string_or(member, "").empty()) input.set(member, configuration.string_or(member, ""));
  const json::Value& devices = *configuration.find("BlockDeviceMappings");
  if (!devices.as_array().empty()) input.set("BlockDeviceMappings", devices);
  input.set("Monitoring", *configuration.find("InstanceMonitoring"));
  std::string profile(configuration.string_or("IamInstanceProfile", ""));
  if (!profile.empty())
    input.set("IamInstanceProfile", Object{{profile.starts_with("arn:") ? "Arn" : "Name", profile}});
  if (configuration.find("SpotPrice")) input.set("InstanceMarketOptions", Object{{"MarketType", "spot"}});
  if (const json::Value* tenancy = configuration.find("PlacementTenancy"))
    input.set("Placement", Object{{"Tenancy", *tenancy}});
  const json::Value& groups = *configuration.find("SecurityGroups");
  const json::Value* is_public = configuration.find("AssociatePublicIpAddress");
  if (!is_public) {
    input.set("SubnetId", subnet);
    if (!groups.as_array().empty()) input.set("SecurityGroupIds", groups);
    return input;
  }
  Object interface {
    {"DeviceIndex", 0}, {"SubnetId", subnet}, { "AssociatePublicIpAddress", *is_public }
  };
  if (!groups.as_array().empty()) interface.set("Groups", groups);
  input.set("NetworkInterfaces", json::Array{std::move(interface)});
  return input;
}

std::span<const Operation> launch_configuration_operations() {
  return kOperations;
}

}  // namespace account::autoscaling

#include "services/ec2/launch.h"

#include <algorithm>

#include "account/record/identities.h"
#include "account/record/index.h"
#include "base/arn.h"
#include "base/text.h"
#include "services/ec2/default_vpc.h"
#include "services/ec2/image.h"
#include "services/ec2/interface.h"
#include "services/ec2/kinds.h"
#include "services/ec2/launch_template.h"
#include "services/ec2/resource.h"

namespace account::ec2 {
namespace {

constexpr std::string_view kDefaultType = "m1.small";  // EC2 API Reference, RunInstances

// What of the input goes together with the template; what is refused is not among them (run_instances.cpp).
constexpr std::string_view kMembers[] = {"BlockDeviceMappings",
                                         "ImageId",
                                         "InstanceType",
                                         "KeyName",
                                         "Monitoring",
                                         "Placement",
                                         "SecurityGroupIds",
                                         "SecurityGroups",
                                         "SubnetId",
                                         "UserData",
                                         "TagSpecifications",
                                         "InstanceMarketOptions",
                                         "CreditSpecification",
                                         "CpuOptions",
                                         "CapacityReservationSpecification",
                                         "HibernationOptions",
                                         "MetadataOptions",
                                         "EnclaveOptions",
                                         "PrivateDnsNameOptions",
                                         "MaintenanceOptions",
                                         "DisableApiStop",
                                         "NetworkPerformanceOptions",
                                         "DisableApiTermination",
                                         "InstanceInitiatedShutdownBehavior",
                                         "PrivateIpAddress",
                                         "NetworkInterfaces",
                                         "IamInstanceProfile",
                                         "EbsOptimized"};

aws::Error combination(std::string words) {
  return aws::Error("InvalidParameterCombination", 400, std::move(words));
}

// --- with the launch template ---------------------------------------------------------------------------------------

aws::Result<std::vector<Entry>> named_templates(const State& state, const json::Value& named) {
  std::string id(named.string_or("LaunchTemplateId", "")), name(named.string_or("LaunchTemplateName", ""));
  if (id.empty() == name.empty())
    return aws::error("InvalidRequest", 400,
                      "Either a launch template ID or a launch template name must be specified, not both");
  if (!id.empty()) {
    json::Value record = TRY(require(state, kLaunchTemplates, id));
    return std::vector<Entry>{{id, std::move(record)}};
  }
  auto found = find_through(state, kLaunchTemplates, "LaunchTemplateName", name);
  if (!found.empty()) return found;
  return aws::error("InvalidLaunchTemplateName.NotFoundException", 400,
                    "The specified launch template, with template name {}, does not exist.", name);
}

std::string_view key_of(const json::Value& entry, std::string_view list) {
  return entry.string_or(list == "TagSpecifications" ? "ResourceType" : "DeviceName", "");
}

// Entry by entry, as far as entries have names.
json::Array merged_list(std::string_view list, const json::Array& below, const json::Array& above) {
  json::Array all = above;
  for (const json::Value& one : below) {
    bool is_said = std::any_of(above.begin(), above.end(), [&](const json::Value& other) {
      return key_of(one, list) == key_of(other, list);
    });
    if (!is_said) all.push_back(one);
  }
  return all;
}

void put_above(Object& said, std::string_view name, const json::Value& value) {
  json::Value* below = said.find(name);
  if (below && below->is_object() && value.is_object()) {
    for (const json::Member& member : value.as_object()) below->as_object().set(member.name, member.value);
  } else if (below && below->is_array() && (name == "TagSpecifications" || name == "BlockDeviceMappings")) {
    *below = merged_list(name, below->as_array(), value.as_array());
  } else {
    said.set(name, value);
  }
}

aws::Result<void> take_template(const State& state, const json::Value& named, Launch& launch) {
  Entry found = std::move(TRY(named_templates(state, named)).front());
  std::string wanted(named.string_or("Version", "$Default"));
  json::Value version = TRY(require_version(state, found.value, wanted));
  launch.said = version.find("LaunchTemplateData")->as_object();
  launch.launch_template = std::move(found.value);
  return {};
}

// --- network --------------------------------------------------------------------------------------------------------

// Of a default VPC that is still to be made: whichever it will be.
constexpr std::string_view kAny = "*";

// A subnet of the default VPC, in the zone that is said.
aws::Result<std::string> default_subnet(const Call& call, const Launch& launch) {
  const json::Value* placement = launch.find("Placement");
  std::string zone(placement ? placement->string_or("AvailabilityZone", "") : "");
  if (is_region_new(call)) return std::string(kAny);
  auto vpc = find_default_vpc(call.state);
  if (!vpc) return aws::error("VPCIdNotSpecified", 400, "No default VPC for this user");
  for (const Entry& subnet : find_through(call.state, kSubnets, "VpcId", vpc->id))
    if (subnet.value.bool_or("DefaultForAz", false) &&
        (zone.empty() || subnet.value.string_or("AvailabilityZone", "") == zone))
      return subnet.id;
  return aws::error("MissingInput", 400,
                    "No subnets found for the default VPC '{}'. Please specify a subnet.", vpc->id);
}

aws::Result<std::vector<std::string>> said_groups(const Call& call, const Launch& launch,
                                                  const std::string& subnet) {
  const json::Value* ids = launch.find("SecurityGroupIds");
  if (ids) return json::Value(Object{{"all", *ids}}).strings_at("all");
  std::vector<std::string> groups;
  const json::Value* names = launch.find("SecurityGroups");
  if (!names) return groups;
  json::Value in = TRY(require(call.state, kSubnets, subnet));
  for (const json::Value& name : names->as_array()) {
    auto found = find_through(call.state, kSecurityGroups, "_NameInVpc",
                              fmt::format("{}/{}", in.string_or("VpcId", ""), name.as_string()));
    if (found.empty())
      return aws::error("InvalidGroup.NotFound", 400, "The security group '{}' does not exist in VPC '{}'",
                        name.as_string(), in.string_or("VpcId", ""));
    groups.push_back(found.front().id);
  }
  return groups;
}

aws::Result<void> check_interface(const json::Value& one) {
  for (std::string_view member :
       {"Ipv6AddressCount", "Ipv6Addresses", "Ipv4Prefixes", "Ipv4PrefixCount", "Ipv6Prefixes",
        "Ipv6PrefixCount", "PrimaryIpv6", "EnaSrdSpecification", "ConnectionTrackingSpecification",
        "EnaQueueCount", "PrivateIpAddresses", "SecondaryPrivateIpAddressCount", "AssociateCarrierIpAddress"})
    if (const json::Value* given = one.find(member);
        given && *given != json::Value(0) && *given != json::Value(false))
      return aws::error("UnsupportedOperation", 400, "{} of a network interface is not simulated", member);
  if (one.string_or("InterfaceType", "interface") != "interface" || one.int_or("NetworkCardIndex", 0) != 0)
    return aws::error("UnsupportedOperation", 400,
                      "Network interfaces of that type or card are not simulated");
  return {};
}

aws::Result<WantedInterface> read_interface(const Call& call, const Launch& launch, const json::Value& one) {
  TRY(check_interface(one));
  WantedInterface wanted;
  wanted.existing = one.string_or("NetworkInterfaceId", "");
  wanted.device_index = one.int_or("DeviceIndex", 0);
  wanted.subnet = one.string_or("SubnetId", "");
  wanted.groups = one.strings_at("Groups");
  wanted.description = one.string_or("Description", "");
  wanted.private_ip = one.string_or("PrivateIpAddress", "");
  wanted.goes_with_instance = one.bool_or("DeleteOnTermination", wanted.existing.empty());
  if (const json::Value* is_public = one.find("AssociatePublicIpAddress"))
    wanted.is_public = is_public->as_bool();
  if (!wanted.existing.empty()) {
    auto interface = account::find(call.state, kInterfaces, wanted.existing);
    wanted.subnet = interface ? interface->string_or("SubnetId", "") : "";
  } else if (wanted.subnet.empty()) {
    wanted.subnet = TRY(default_subnet(call, launch));
  }
  return wanted;
}

aws::Result<void> read_network(const Call& call, Launch& launch) {
  const json::Value* listed = launch.find("NetworkInterfaces");
  if (listed && !listed->as_array().empty()) {
    if (launch.find("SubnetId"))
      return tl::unexpected(combination(
          "Network interfaces and an instance-level subnet ID may not be specified on the same request"));
    if (launch.find("SecurityGroupIds") || launch.find("SecurityGroups"))
      return tl::unexpected(
          combination("Network interfaces and an instance-level security groups may not be specified on the "
                      "same request"));
    for (const json::Value& one : listed->as_array())
      launch.interfaces.push_back(TRY(read_interface(call, launch, one)));
  } else {
    WantedInterface only;
    only.subnet = launch.text("SubnetId");
    if (only.subnet.empty()) only.subnet = TRY(default_subnet(call, launch));
    only.groups = TRY(said_groups(call, launch, only.subnet));
    only.private_ip = launch.text("PrivateIpAddress");
    launch.interfaces.push_back(std::move(only));
  }
  std::sort(launch.interfaces.begin(), launch.interfaces.end(),
            [](const auto& one, const auto& other) { return one.device_index < other.device_index; });
  if (launch.interfaces.front().device_index != 0)
    return aws::error("InvalidParameterValue", 400, "A network interface with device index 0 is missing");
  if (auto subnet = account::find(call.state, kSubnets, launch.interfaces.front().subnet)) {
    launch.zone = subnet->string_or("AvailabilityZone", "");
    launch.zone_id = subnet->string_or("AvailabilityZoneId", "");
  }
  return {};
}

// --- devices --------------------------------------------------------------------------------------------------------

// The image's, with what the launch says of each, and those that it adds.
void read_devices(Launch& launch) {
  const json::Value* image = launch.image ? launch.image->find("BlockDeviceMappings") : nullptr;
  if (image) launch.devices.assign(image->as_array().begin(), image->as_array().end());
  const json::Value* said = launch.find("BlockDeviceMappings");
  if (!said) return;
  for (const json::Value& one : said->as_array()) {
    auto there = std::find_if(launch.devices.begin(), launch.devices.end(), [&](const json::Value& other) {
      return other.string_or("DeviceName", "") == one.string_or("DeviceName", "");
    });
    if (one.find("NoDevice")) {
      if (there != launch.devices.end()) launch.devices.erase(there);
      continue;
    }
    const json::Value* ebs = one.find("Ebs");
    if (!ebs) continue;  // a volume that comes with the type
    if (there == launch.devices.end()) {
      launch.devices.push_back(one);
      continue;
    }
    Object& below = there->as_object()["Ebs"].as_object();
    // What a volume of another type may do is another matter.
    if (ebs->find("VolumeType"))
      for (std::string_view member : {"Iops", "Throughput"}) below.erase(member);
    for (const json::Member& member : ebs->as_object()) below.set(member.name, member.value);
  }
}

}  // namespace

std::string Launch::text(std::string_view member) const {
  const json::Value* value = find(member);
  return value && value->is_string() ? value->as_string() : "";
}

json::Array Launch::tags_of(std::string_view type) const {
  json::Array tags;
  const json::Value* all = find("TagSpecifications");
  if (!all) return tags;
  for (const json::Value& one : all->as_array()) {
    const json::Value* some = one.find("Tags");
    if (one.string_or("ResourceType", "") != type || !some) continue;
    for (const json::Value& tag : some->as_array())
      tags.push_back(Object{{"Key", tag.string_or("Key", "")}, {"Value", tag.string_or("Value", "")}});
  }
  return tags;
}

aws::Result<Launch> read_launch(const Call& call) {
  Launch launch;
  if (const json::Value* named = call.input.find("LaunchTemplate"))
    TRY(take_template(call.state, *named, launch));
  for (std::string_view member : kMembers)
    if (const json::Value* value = call.input.find(member)) put_above(launch.said, member, *value);
  launch.image_id = image_of_parameter(call.region, launch.text("ImageId"));
  if (launch.image_id.empty())
    return aws::error("MissingParameter", 400, "The request must contain the parameter ImageId");
  launch.instance_type =
      launch.find("InstanceType") ? launch.text("InstanceType") : std::string(kDefaultType);
  launch.image = find_image(call.state, launch.image_id);
  TRY(read_network(call, launch));
  read_devices(launch);
  if (const json::Value* profile = launch.find("IamInstanceProfile"))
    if (auto found = require_profile(call.state, *profile)) launch.profile = std::move(*found);
  return launch;
}

aws::Result<json::Value> require_profile(const State& state, const json::Value& said) {
  std::string name(said.string_or("Name", "")), text(said.string_or("Arn", ""));
  if (name.empty()) {
    auto arn = base::Arn::parse(text);
    name = arn ? arn->resource.substr(arn->resource.rfind('/') + 1) : "";
  }
  auto record = state.of(state.account()).get(kInstanceProfile, base::lower(name));
  if (record && (text.empty() || record->string_or("Arn", "") == text)) return std::move(*record);
  return aws::error(
      "InvalidParameterValue", 400,
      "Value ({}) for parameter iamInstanceProfile.{} is invalid. Invalid IAM Instance Profile {}",
      text.empty() ? name : text, text.empty() ? "name" : "arn", text.empty() ? "name" : "ARN");
}

}  // namespace account::ec2

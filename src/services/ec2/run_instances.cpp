// RunInstances (EC2 API Reference). One call makes one reservation.
#include <algorithm>

#include "account/call/facilities.h"
#include "account/record/index.h"
#include "account/record/lifecycle.h"
#include "services/ec2/default_vpc.h"
#include "services/ec2/ec2.h"
#include "services/ec2/image.h"
#include "services/ec2/instance.h"
#include "services/ec2/instance_type.h"
#include "services/ec2/interface.h"
#include "services/ec2/kinds.h"
#include "services/ec2/launch.h"
#include "services/ec2/launch_template.h"
#include "services/ec2/resource.h"
#include "services/ec2/volume.h"

namespace account::ec2 {
namespace {

aws::Error invalid(std::string words) {
  return aws::Error("InvalidParameterValue", 400, std::move(words));
}

// --- checks ---------------------------------------------------------------------------------------------------------

aws::Result<void> check_simulated(const Call& call, const Launch& launch) {
  TRY(check_not_given(call.input,
                      {"KernelId", "RamdiskId", "ElasticGpuSpecification", "ElasticInferenceAccelerators",
                       "LicenseSpecifications", "AdditionalInfo", "SecondaryInterfaces", "EnablePrimaryIpv6",
                       "Ipv6AddressCount", "Ipv6Addresses", "Operator"}));
  const json::Value* market = launch.find("InstanceMarketOptions");
  std::string_view type = market ? market->string_or("MarketType", "on-demand") : "on-demand";
  if (type != "spot" && type != "on-demand")
    return aws::error("UnsupportedOperation", 400, "The market {} is not simulated", type);
  const json::Value* placement = launch.find("Placement");
  for (std::string_view member : {"HostId", "HostResourceGroupArn", "GroupName", "GroupId", "Affinity"})
    if (placement && !placement->string_or(member, "").empty())
      return aws::error("UnsupportedOperation", 400, "Placement.{} is not simulated", member);
  return {};
}

aws::Result<void> check_count(const Input& in) {
  if (in.number("MinCount") >= 1 && in.number("MaxCount") >= in.number("MinCount")) return {};
  return tl::unexpected(
      invalid(fmt::format("Invalid value '{}' for max number of instances", in.number("MaxCount"))));
}

aws::Result<InstanceType> check_type(const Call& call, const Launch& launch) {
  auto type = InstanceType::find(launch.instance_type);
  if (!type)
    return tl::unexpected(invalid(fmt::format("Invalid value '{}' for InstanceType.", launch.instance_type)));
  std::vector<InstanceType> here = types_in_zone(call.region, launch.zone_id);
  if (std::find(here.begin(), here.end(), *type) != here.end()) return *type;
  return aws::error(
      "Unsupported", 400,
      "Your requested instance type ({}) is not supported in your requested Availability Zone "
      "({}). Please retry your request by not specifying an Availability Zone or choosing another.",
      launch.instance_type, launch.zone);
}

aws::Result<void> check_image(const Launch& launch, const json::Value& info) {
  if (!launch.image) return absent(kImages, launch.image_id);
  std::string wanted(launch.image->string_or("Architecture", ""));
  std::vector<std::string> able = info.find("ProcessorInfo")->strings_at("SupportedArchitectures");
  if (std::find(able.begin(), able.end(), wanted) != able.end()) return {};
  return tl::unexpected(invalid(fmt::format(
      "The architecture '{}' of the specified instance type does not match the architecture '{}' of the "
      "specified AMI. Specify an instance type and an AMI that have matching architectures, and try again.",
      able.empty() ? "" : able.front(), wanted)));
}

aws::Result<void> check_interface(const Call& call, const WantedInterface& one, std::string_view vpc) {
  json::Value subnet = TRY(require(call.state, kSubnets, one.subnet));
  if (subnet.string_or("VpcId", "") != vpc)
    return tl::unexpected(invalid("You have specified two resources that belong to different networks."));
  for (const std::string& id : one.groups) {
    json::Value group = TRY(require(call.state, kSecurityGroups, id));
    if (group.string_or("VpcId", "") != vpc)
      return aws::error("InvalidGroup.NotFound", 400, "The security group '{}' does not exist in VPC '{}'",
                        id, vpc);
  }
  if (one.existing.empty()) return {};
  json::Value interface = TRY(require(call.state, kInterfaces, one.existing));
  if (interface.string_or("Status", "") == "available") return {};
  return aws::error("InvalidNetworkInterface.InUse", 400, "The specified network interface '{}' is in use.",
                    one.existing);
}

aws::Result<void> check_network(const Call& call, const Launch& launch, const json::Value& info) {
  for (const WantedInterface& one : launch.interfaces)
    if (!one.existing.empty()) TRY(require(call.state, kInterfaces, one.existing));
  json::Value subnet = TRY(require(call.state, kSubnets, launch.interfaces.front().subnet));
  for (const WantedInterface& one : launch.interfaces)
    TRY(check_interface(call, one, subnet.string_or("VpcId", "")));
  int64_t most = info.find("NetworkInfo")->int_or("MaximumNetworkInterfaces", 1);
  if (static_cast<int64_t>(launch.interfaces.size()) <= most) return {};
  return aws::error("AttachmentLimitExceeded", 400, "Interface count {} exceeds the limit for {}",
                    launch.interfaces.size(), launch.instance_type);
}

// Those that the launch names; the image's own are AWS's.
aws::Result<void> check_snapshots(const Call& call, const Launch& launch) {
  const json::Value* said = launch.find("BlockDeviceMappings");
  if (!said) return {};
  for (const json::Value& one : said->as_array()) {
    const json::Value* ebs = one.find("Ebs");
    std::string id(ebs ? ebs->string_or("SnapshotId", "") : "");
    if (!id.empty()) TRY(require(call.state, kSnapshots, id));
  }
  return {};
}

aws::Result<void> check_names(const Call& call, const Launch& launch) {
  std::string key = launch.text("KeyName");
  if (!key.empty() && !is_any_through(call.state, kKeyPairs, "KeyName", key))
    return aws::error("InvalidKeyPair.NotFound", 400, "The key pair '{}' does not exist", key);
  if (const json::Value* profile = launch.find("IamInstanceProfile"))
    TRY(require_profile(call.state, *profile));
  return check_user_data(launch.text("UserData"));
}

// Of what the launch makes and of nothing else (EC2 API Reference, RunInstances, TagSpecification.N).
// AWS's own services give tags that begin with `aws:`.
aws::Result<void> check_tag_specifications(const Call& call, const Launch& launch) {
  constexpr std::string_view kTypes[] = {"instance", "volume", "network-interface", "spot-instances-request"};
  const json::Value* all = launch.find("TagSpecifications");
  if (!all) return {};
  for (const json::Value& one : all->as_array()) {
    std::string_view type = one.string_or("ResourceType", "");
    if (std::find(std::begin(kTypes), std::end(kTypes), type) == std::end(kTypes))
      return tl::unexpected(
          invalid(fmt::format("'{}' is not a valid taggable resource type for this operation.", type)));
    json::Array tags = launch.tags_of(type);
    if (call.caller.principal.service_linked)
      std::erase_if(tags,
                    [](const json::Value& tag) { return tag.string_or("Key", "").starts_with("aws:"); });
    TRY(check_tags(tags, tags.size()));
  }
  return {};
}

// --- made -----------------------------------------------------------------------------------------------------------

// "tokens required": the instance metadata service as the image has it, unless the launch says otherwise.
Object metadata_of(const Launch& launch) {
  bool is_v2 = launch.image->string_or("ImdsSupport", "") == "v2.0";
  Object options{{"State", "applied"},
                 {"HttpTokens", is_v2 ? "required" : "optional"},
                 {"HttpPutResponseHopLimit", is_v2 ? 2 : 1},
                 {"HttpEndpoint", "enabled"},
                 {"HttpProtocolIpv6", "disabled"},
                 {"InstanceMetadataTags", "disabled"}};
  if (const json::Value* said = launch.find("MetadataOptions"))
    for (const json::Member& one : said->as_object()) options.set(one.name, one.value);
  return options;
}

Object with_said(Object defaults, const json::Value* said) {
  if (said)
    for (const json::Member& one : said->as_object()) defaults.set(one.name, one.value);
  return defaults;
}

Object cpus_of(const Launch& launch, const json::Value& info) {
  const json::Value& cpus = *info.find("VCpuInfo");
  int64_t all = cpus.int_or("DefaultVCpus", 1);
  return with_said({{"CoreCount", cpus.int_or("DefaultCores", all)},
                    {"ThreadsPerCore", cpus.int_or("DefaultThreadsPerCore", 1)}},
                   launch.find("CpuOptions"));
}

// What is the image's, and what the launch says and nothing else follows from.
void add_given(const Call& call, const Launch& launch, const json::Value& info, Object& instance) {
  for (std::string_view member :
       {"Architecture", "EnaSupport", "Hypervisor", "PlatformDetails", "RootDeviceName", "RootDeviceType",
        "UsageOperation", "VirtualizationType", "BootMode"})
    instance.set_if(member, launch.image->find(member));
  bool is_uefi = launch.image->string_or("BootMode", "").starts_with("uefi");
  instance.set("CurrentInstanceBootMode", is_uefi ? "uefi" : "legacy-bios");
  instance.set("CpuOptions", cpus_of(launch, info));
  instance.set("MetadataOptions", metadata_of(launch));
  instance.set("EnclaveOptions", with_said({{"Enabled", false}}, launch.find("EnclaveOptions")));
  instance.set("HibernationOptions", with_said({{"Configured", false}}, launch.find("HibernationOptions")));
  instance.set("MaintenanceOptions",
               with_said({{"AutoRecovery", "default"}}, launch.find("MaintenanceOptions")));
  instance.set("CapacityReservationSpecification",
               with_said({{"CapacityReservationPreference", "open"}},
                         launch.find("CapacityReservationSpecification")));
  instance.set("PrivateDnsNameOptions", with_said({{"HostnameType", "ip-name"},
                                                   {"EnableResourceNameDnsARecord", false},
                                                   {"EnableResourceNameDnsAAAARecord", false}},
                                                  launch.find("PrivateDnsNameOptions")));
  instance.set_if("NetworkPerformanceOptions", launch.find("NetworkPerformanceOptions"));
  const json::Value* monitoring = launch.find("Monitoring");
  bool is_monitored = monitoring && monitoring->bool_or("Enabled", false);
  instance.set("Monitoring", Object{{"State", is_monitored ? "enabled" : "disabled"}});
  instance.set_if("KeyName", launch.find("KeyName"));
  instance.set_if("ClientToken", call.input.find("ClientToken"));
  if (launch.profile)
    instance.set("IamInstanceProfile", Object{{"Arn", launch.profile->string_or("Arn", "")},
                                              {"Id", launch.profile->string_or("InstanceProfileId", "")}});
  const json::Value* market = launch.find("InstanceMarketOptions");
  if (market && market->string_or("MarketType", "") == "spot") {
    instance.set("InstanceLifecycle", "spot");
    instance.set("SpotInstanceRequestId", fmt::format("sir-{}", call.facilities.random.hex(8)));
  }
}

// What no listing answers (DescribeInstanceAttribute does).
void add_attributes(const Launch& launch, Object& instance) {
  auto is_said = [&](std::string_view member) {
    const json::Value* value = launch.find(member);
    return value && value->as_bool();
  };
  instance.set("EbsOptimized", is_said("EbsOptimized"));
  instance.set("_ProtectedFromTermination", is_said("DisableApiTermination"));
  instance.set("_ProtectedFromStop", is_said("DisableApiStop"));
  instance.set("_ShutdownBehavior", launch.find("InstanceInitiatedShutdownBehavior")
                                        ? launch.text("InstanceInitiatedShutdownBehavior")
                                        : "stop");
  instance.set_if("_UserData", launch.find("UserData"));
  const json::Value* credits = launch.find("CreditSpecification");
  if (credits) instance.set("_CpuCredits", credits->string_or("CpuCredits", ""));
}

class Launcher {
 public:
  Launcher(Call& call, const Launch& launch, const json::Value& info)
      : call_(call), launch_(launch), info_(info), reservation_(new_id(call, "r-")) {}

  // One instance, with its interfaces and volumes.
  aws::Result<json::Value> run(int64_t index) {
    std::string id = new_id(call_, kInstances);
    json::Value instance = Object{{"InstanceId", id},
                                  {"ImageId", launch_.image_id},
                                  {"InstanceType", launch_.instance_type},
                                  {"AmiLaunchIndex", index},
                                  {"LaunchTime", base::to_ms(call_.now)},
                                  {"UsageOperationUpdateTime", base::to_ms(call_.now)},
                                  {"Placement", with_said({{"AvailabilityZone", launch_.zone},
                                                           {"AvailabilityZoneId", launch_.zone_id},
                                                           {"GroupName", ""},
                                                           {"Tenancy", "default"}},
                                                          launch_.find("Placement"))},
                                  {"ProductCodes", json::Array()},
                                  {"StateTransitionReason", ""},
                                  {"Tags", with_template(launch_.tags_of("instance"))},
                                  {"_ReservationId", reservation_}};
    add_given(call_, launch_, info_, instance.as_object());
    add_attributes(launch_, instance.as_object());
    TRY(make_interfaces(id, instance.as_object()));
    for (const json::Value& device : launch_.devices) TRY(make_device(id, device));
    call_.made.push_back(record_key(kInstances.name, id));
    begin_instance_state(call_, instance, "pending");
    return instance;
  }

  const std::string& reservation() const { return reservation_; }

 private:
  // "aws:ec2launchtemplate:id" and ":version" tell which one it was ("Launch an instance from a launch template").
  json::Array with_template(json::Array tags) const {
    if (!launch_.launch_template) return tags;
    const json::Value& named = *call_.input.find("LaunchTemplate");
    std::string version(named.string_or("Version", "$Default"));
    auto found = require_version(call_.state, *launch_.launch_template, version);
    if (found) version = std::to_string(found->int_or("VersionNumber", 0));
    tags.push_back(Object{{"Key", "aws:ec2launchtemplate:id"},
                          {"Value", launch_.launch_template->string_or("LaunchTemplateId", "")}});
    tags.push_back(Object{{"Key", "aws:ec2launchtemplate:version"}, {"Value", version}});
    return tags;
  }

  aws::Result<json::Value> interface_for(const WantedInterface& one, const json::Value& subnet) {
    if (!one.existing.empty()) return require(call_.state, kInterfaces, one.existing);
    NewInterface wanted{one.description, "interface", one.groups,
                        one.private_ip,  "",          launch_.tags_of("network-interface")};
    if (wanted.groups.empty())
      wanted.groups.push_back(default_group(call_.state, subnet.string_or("VpcId", "")));
    return make_interface(call_, subnet, wanted);
  }

  aws::Result<void> make_interfaces(const std::string& id, Object& instance) {
    for (const WantedInterface& one : launch_.interfaces) {
      json::Value subnet = TRY(require(call_.state, kSubnets, one.subnet));
      json::Value interface = TRY(interface_for(one, subnet));
      attach_interface(call_, interface, id, one.device_index, one.goes_with_instance);
      bool is_first = one.device_index == 0;
      bool is_public = is_first && one.is_public.value_or(subnet.bool_or("MapPublicIpOnLaunch", false));
      if (is_public && !interface.find("Association")) give_public_address(call_, interface);
      store(call_.state, kInterfaces, interface);
      if (!is_first) continue;
      std::string ip(interface.string_or("PrivateIpAddress", "")), dashed = ip;
      std::replace(dashed.begin(), dashed.end(), '.', '-');
      for (std::string_view member : {"VpcId", "SubnetId"}) instance.set_if(member, subnet.find(member));
      instance.set("PrivateIpAddress", ip);
      instance.set("PrivateDnsName", fmt::format("ip-{}.{}.compute.internal", dashed, call_.region));
      instance.set("_GetsPublicAddress", is_public);
    }
    return {};
  }

  aws::Result<void> make_device(const std::string& id, const json::Value& device) {
    const json::Value& ebs = *device.find("Ebs");
    json::Value volume =
        TRY(new_volume(call_, {ebs, launch_.zone, launch_.zone_id, launch_.tags_of("volume")}));
    attach_volume(call_, volume, id, std::string(device.string_or("DeviceName", "")),
                  ebs.bool_or("DeleteOnTermination", true));
    call_.make(kVolumes, volume.string_or("VolumeId", ""), volume);
    return {};
  }

  Call& call_;
  const Launch& launch_;
  const json::Value& info_;
  std::string reservation_;
};

Output run_instances(Call& call) {
  make_default_vpc_once(call);
  Launch launch = TRY(read_launch(call));
  TRY(check_simulated(call, launch));
  TRY(check_count(call.input));
  if (!InstanceType::find(launch.instance_type))
    return tl::unexpected(invalid(fmt::format("Invalid value '{}' for InstanceType.", launch.instance_type)));
  json::Value info = InstanceType::find(launch.instance_type)->info();
  TRY(check_image(launch, info));
  TRY(check_network(call, launch, info));
  TRY(check_type(call, launch));
  TRY(check_names(call, launch));
  TRY(check_snapshots(call, launch));
  TRY(check_tag_specifications(call, launch));
  int64_t count = call.input.number("MaxCount");
  const json::Value& cpus = *info.find("VCpuInfo");
  const json::Value* market = launch.find("InstanceMarketOptions");
  if (!market || market->string_or("MarketType", "") != "spot")
    TRY(take_cpus(call, launch.instance_type, count * cpus.int_or("DefaultVCpus", 1)));
  Launcher launcher(call, launch, info);
  json::Array instances;
  for (int64_t i = 0; i < count; ++i) {
    json::Value shown = shown_instance(call, TRY(launcher.run(i)));
    shown.as_object().set("State", state_object("pending"));  // also if nothing takes any time
    instances.push_back(answered_instance(std::move(shown)));
  }
  return Object{{"ReservationId", launcher.reservation()},
                {"OwnerId", call.state.account()},
                {"Groups", json::Array()},
                {"Instances", std::move(instances)}};
}

constexpr Operation kOperations[] = {{"RunInstances", ask_launch, run_instances}};

}  // namespace

std::span<const Operation> run_instances_operations() {
  return kOperations;
}

}  // namespace account::ec2

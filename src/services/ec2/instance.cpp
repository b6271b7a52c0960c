#include "services/ec2/instance.h"

#include <algorithm>

#include "account/call/facilities.h"
#include "account/record/index.h"
#include "account/record/lifecycle.h"
#include "services/ec2/address.h"
#include "services/ec2/instance_events.h"
#include "services/ec2/interface.h"
#include "services/ec2/kinds.h"
#include "services/ec2/resource.h"
#include "services/ec2/volume.h"
#include "services/quotas.h"

namespace account::ec2 {
namespace {

using namespace std::chrono_literals;

// Typical times; what has ended is listed for an hour ("Terminated instances remain visible ... approximately one
// hour").
constexpr auto kListedFor = 3600s;
constexpr Transition kLife[] = {{"pending", "running", 15s, "pending"},
                                {"stopping", "stopped", 40s, "stopping"},
                                {"shutting-down", "terminated", 40s, "shutting-down"}};
constexpr std::string_view kEnd = "ec2.end_instance";
constexpr std::string_view kForget = "ec2.forget_instance";
constexpr std::string_view kTell = "ec2.tell_instance_state";

// EC2 API Reference, InstanceState.
constexpr std::pair<std::string_view, int64_t> kCodes[] = {{"pending", 0},        {"running", 16},
                                                           {"shutting-down", 32}, {"terminated", 48},
                                                           {"stopping", 64},      {"stopped", 80}};

constexpr std::string_view kStandard = "acdhimrtz";
constexpr std::string_view kUsedCpus = "ec2.used_cpus";  // of the region

bool is_standard(std::string_view instance_type) {
  return !instance_type.empty() && kStandard.find(instance_type.front()) != kStandard.npos;
}

int64_t used_cpus(const State& state) {
  auto record = state.get(kUsedCpus, state.region());
  return record ? record->int_or("Count", 0) : 0;
}

// --- effects --------------------------------------------------------------------------------------------------------

void end_interface(State& state, const Entry& interface) {
  const json::Value* attachment = interface.value.find("Attachment");
  if (const json::Value* association = interface.value.find("Association"))
    disassociate_address(state, std::string(association->string_or("AllocationId", "")));
  if (attachment && attachment->bool_or("DeleteOnTermination", false))
    return erase_interface(state, interface.id);
  auto left = find(state, kInterfaces, interface.id);
  if (!left) return;
  detach_interface(*left);
  store(state, kInterfaces, *left);
}

void end_volume(State& state, Entry& volume) {
  const json::Array& attachments = volume.value.find("Attachments")->as_array();
  if (!attachments.empty() && attachments.front().bool_or("DeleteOnTermination", false))
    return remove(state, kVolumes, volume.id);
  detach_volume(volume.value);
  store(state, kVolumes, volume.value);
}

void tell_as_due(Due& due, std::string_view state) {
  Caller nobody;
  Bodies bodies(due.facilities.objects_dir);
  tell_state({nobody, {}, due.state, due.state.region(), due.now, due.facilities, bodies}, due.id, state);
}

// What it had goes, or is left behind, when it is terminated.
void end(Due& due) {
  auto instance = find(due.state, kInstances, due.id);
  if (!instance || kept_state(*instance, "").state != "shutting-down") return;
  for (const Entry& interface : interfaces_of(due.state, due.id)) end_interface(due.state, interface);
  for (Entry& volume : volumes_of(due.state, due.id)) end_volume(due.state, volume);
  StateSince kept = kept_state(*instance, "");
  // Where nothing takes any time, whoever waits must still see how it ended.
  auto listed = kept.speed == Speed::instant() ? Speed::real() : kept.speed;
  keep_state(*instance, {"terminated", due.now, kept.speed});
  for (std::string_view member : {"PrivateIpAddress", "PrivateDnsName", "SubnetId", "VpcId"})
    instance->as_object().erase(member);
  store(due.state, kInstances, *instance);
  tell_as_due(due, "terminated");
  schedule(due.state, due.facilities, {due.now + listed.lasts(kListedFor), kForget, due.id});
}

void forget(Due& due) {
  auto instance = find(due.state, kInstances, due.id);
  if (instance && instance_state(*instance, due.now) == "terminated") remove(due.state, kInstances, due.id);
}

// What it has come to by itself.
void tell_end(Due& due) {
  auto instance = find(due.state, kInstances, due.id);
  bool is_it = instance && ends_at(kLife, kept_state(*instance, "")) == due.now;
  if (is_it) tell_as_due(due, instance_state(*instance, due.now));
}

constexpr Effect kEffects[] = {{kEnd, end}, {kForget, forget}, {kTell, tell_end}};

// --- shown ----------------------------------------------------------------------------------------------------------

json::Value interface_view(const json::Value& interface) {
  json::Value shown = answered(interface);
  for (std::string_view member :
       {"AvailabilityZone", "AvailabilityZoneId", "RequesterManaged", "RequesterId", "TagSet"})
    shown.as_object().erase(member);
  for (std::string_view member : {"AllocationId", "AssociationId"}) {
    if (json::Value* one = shown.as_object().find("Association")) one->as_object().erase(member);
    for (json::Value& address : shown.as_object()["PrivateIpAddresses"].as_array())
      if (json::Value* one = address.as_object().find("Association")) one->as_object().erase(member);
  }
  json::Value* attachment = shown.as_object().find("Attachment");
  for (std::string_view member : {"InstanceId", "InstanceOwnerId"})
    if (attachment) attachment->as_object().erase(member);
  return shown;
}

json::Value device_view(const json::Value& volume) {
  const json::Value& attachment = volume.find("Attachments")->as_array().front();
  Object ebs{{"VolumeId", volume.string_or("VolumeId", "")}, {"Status", "attached"}};
  for (std::string_view member : {"AttachTime", "DeleteOnTermination"})
    ebs.set_if(member, attachment.find(member));
  return Object{{"DeviceName", attachment.string_or("Device", "")}, {"Ebs", std::move(ebs)}};
}

void add_interfaces(const Call& call, const std::string& id, Object& shown) {
  std::vector<Entry> interfaces = interfaces_of(call.state, id);
  json::Array views;
  for (const Entry& one : interfaces) {
    views.push_back(interface_view(one.value));
    if (one.value.find("Attachment")->int_or("DeviceIndex", 0) != 0) continue;
    shown.set_if("SecurityGroups", one.value.find("Groups"));
    shown.set_if("SourceDestCheck", one.value.find("SourceDestCheck"));
    const json::Value* association = one.value.find("Association");
    if (!association) continue;
    shown.set_if("PublicIpAddress", association->find("PublicIp"));
    shown.set_if("PublicDnsName", association->find("PublicDnsName"));
  }
  shown.set("NetworkInterfaces", std::move(views));
}

}  // namespace

std::string instance_state(const json::Value& instance, base::Time now) {
  return state_at(kLife, kept_state(instance, "running"), now).state;
}

json::Value state_object(std::string_view state) {
  for (const auto& [name, code] : kCodes)
    if (name == state) return Object{{"Code", code}, {"Name", name}};
  return Object{{"Name", state}};
}

void begin_instance_state(const Origin& origin, json::Value& instance, std::string_view state) {
  std::string id(instance.string_or("InstanceId", ""));
  State records = origin.state;
  keep_state(instance, {std::string(state), origin.now, origin.facilities.speed});
  store(records, kInstances, instance);
  tell_state(origin, id, state);
  base::Time time = ends_at(kLife, kept_state(instance, "")).value_or(origin.now);
  schedule(records, origin.facilities, {time, state == "shutting-down" ? kEnd : kTell, id});
}

void begin_instance_state(Call& call, json::Value& instance, std::string_view state) {
  begin_instance_state(
      {call.caller, call.called_via, call.state, call.region, call.now, call.facilities, call.bodies},
      instance, state);
}

std::span<const Effect> instance_effects() {
  return kEffects;
}

json::Value shown_instance(const Call& call, json::Value instance) {
  std::string state = instance_state(instance, call.now);
  std::string id(instance.string_or("InstanceId", ""));
  Object& shown = instance.as_object();
  for (std::string_view member : {"Since", "Speed"}) shown.erase(member);
  shown.set("State", state_object(state));
  shown.set("SecurityGroups", json::Array());
  add_interfaces(call, id, shown);
  json::Array devices;
  for (const Entry& volume : volumes_of(call.state, id)) devices.push_back(device_view(volume.value));
  shown.set("BlockDeviceMappings", std::move(devices));
  shown.set("_OwnerId", call.state.account());
  return instance;
}

json::Value answered_instance(json::Value shown) {
  return answered(std::move(shown));
}

std::vector<Entry> interfaces_of(const State& state, const std::string& instance) {
  std::vector<Entry> all = find_through(state, kInterfaces, "_InstanceId", instance);
  auto index = [](const Entry& one) { return one.value.find("Attachment")->int_or("DeviceIndex", 0); };
  std::sort(all.begin(), all.end(),
            [&](const Entry& one, const Entry& other) { return index(one) < index(other); });
  return all;
}

std::vector<Entry> volumes_of(const State& state, const std::string& instance) {
  return find_through(state, kVolumes, "_InstanceId", instance);
}

aws::Result<void> take_cpus(Call& call, std::string_view instance_type, int64_t cpus) {
  if (!is_standard(instance_type)) return {};
  int64_t used = used_cpus(call.state) + cpus;
  TRY(check_quota(call, quotas::kStandardVcpus, static_cast<size_t>(used - 1)));
  call.state.put(kUsedCpus, call.state.region(), Object{{"Count", used}});
  return {};
}

void give_cpus(State& state, const json::Value& instance) {
  if (!is_standard(instance.string_or("InstanceType", ""))) return;
  const json::Value* options = instance.find("CpuOptions");
  int64_t cpus = options ? options->int_or("CoreCount", 0) * options->int_or("ThreadsPerCore", 0) : 0;
  state.put(kUsedCpus, state.region(), Object{{"Count", std::max<int64_t>(0, used_cpus(state) - cpus)}});
}

// Service Authorization Reference, EC2: "instance*".
void instance_keys(const State&, const json::Value& record, policy::Context& context) {
  auto text = [&](const char* object, const char* member) {
    const json::Value* found = record.find(object);
    return std::string(found ? found->string_or(member, "") : "");
  };
  auto set = [&](const char* key, std::string value) {
    if (!value.empty()) context.set(key, std::move(value));
  };
  set("ec2:InstanceID", std::string(record.string_or("InstanceId", "")));
  set("ec2:InstanceType", std::string(record.string_or("InstanceType", "")));
  set("ec2:AvailabilityZone", text("Placement", "AvailabilityZone"));
  set("ec2:Tenancy", text("Placement", "Tenancy"));
  set("ec2:RootDeviceType", std::string(record.string_or("RootDeviceType", "")));
  set("ec2:InstanceProfile", text("IamInstanceProfile", "Arn"));
  set("ec2:EbsOptimized", record.bool_or("EbsOptimized", false) ? "true" : "false");
  bool is_spot = record.string_or("InstanceLifecycle", "") == "spot";
  set("ec2:InstanceMarketType", is_spot ? "spot" : "on-demand");
  set("ec2:MetadataHttpEndpoint", text("MetadataOptions", "HttpEndpoint"));
  set("ec2:MetadataHttpTokens", text("MetadataOptions", "HttpTokens"));
  set("ec2:InstanceMetadataTags", text("MetadataOptions", "InstanceMetadataTags"));
  set("ec2:InstanceAutoRecovery", text("MaintenanceOptions", "AutoRecovery"));
  if (const json::Value* options = record.find("MetadataOptions"))
    set("ec2:MetadataHttpPutResponseHopLimit", std::to_string(options->int_or("HttpPutResponseHopLimit", 1)));
}

}  // namespace account::ec2

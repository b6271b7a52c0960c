// Operations of volumes (EC2 API Reference).
#include "account/call/facilities.h"
#include "account/record/lifecycle.h"
#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"
#include "services/ec2/instance.h"
#include "services/ec2/kinds.h"
#include "services/ec2/resource.h"
#include "services/ec2/volume.h"
#include "services/ec2/zones.h"

namespace account::ec2 {
namespace {

aws::Result<Zone> read_zone(const Call& call) {
  std::string name = call.input.text("AvailabilityZone"), id = call.input.text("AvailabilityZoneId");
  if (name.empty() && id.empty())
    return aws::error("MissingParameter", 400, "The request must contain the parameter zone");
  for (Zone& zone : zones_of(call.region, call.state.account()))
    if (zone.name == name || (name.empty() && zone.id == id)) return std::move(zone);
  return aws::error("InvalidZone.NotFound", 400, "The zone '{}' does not exist.", name.empty() ? id : name);
}

json::Value said_ebs(const Input& in) {
  Object ebs;
  for (std::string_view member : {"VolumeType", "Iops", "Throughput", "Encrypted", "KmsKeyId", "SnapshotId"})
    ebs.set_if(member, in.find(member));
  ebs.set_if("VolumeSize", in.find("Size"));
  return ebs;
}

void new_keys(const Call& call, const json::Value*, policy::Context& context) {
  const Input& in = call.input;
  context.set("ec2:VolumeType", in.has("VolumeType") ? in.text("VolumeType") : "gp2");
  context.set("ec2:Encrypted", in.flag("Encrypted") ? "true" : "false");
  context.set("ec2:AvailabilityZone", in.text("AvailabilityZone"));
  for (const auto& [key, member] : {std::pair("ec2:VolumeSize", "Size"), std::pair("ec2:VolumeIops", "Iops"),
                                    std::pair("ec2:VolumeThroughput", "Throughput")})
    if (in.has(member)) context.set(key, std::to_string(in.number(member)));
  if (std::string snapshot = in.text("SnapshotId"); !snapshot.empty())
    context.set("ec2:ParentSnapshot", arn_of(call.state, kSnapshots, Object{{"SnapshotId", snapshot}}));
}

Output create(Call& call) {
  TRY(check_not_given(call.input, {"OutpostArn", "VolumeInitializationRate", "Operator"}));
  if (call.input.flag("MultiAttachEnabled")) TRY(check_not_given(call.input, {"MultiAttachEnabled"}));
  Zone zone = TRY(read_zone(call));
  json::Array tags = TRY(tags_at_creation(call, kVolumes));
  json::Value volume = TRY(new_volume(call, {said_ebs(call.input), zone.name, zone.id, std::move(tags)}));
  keep_state(volume, {"creating", call.now, call.facilities.speed});
  call.make(kVolumes, volume.string_or("VolumeId", ""), volume);
  json::Value shown = shown_volume(call, std::move(volume));
  shown.as_object().set("State", "creating");  // also if nothing takes any time
  return shown;
}

Output describe_all(Call& call) {
  return describe(call, kDescribedVolumes);
}

std::string state_of(const Call& call, const json::Value& volume) {
  return std::string(shown_volume(call, volume).string_or("State", ""));
}

Output delete_volume(Call& call) {
  Found& volume = call.the();
  const json::Array& attachments = volume.record.find("Attachments")->as_array();
  if (!attachments.empty())
    return aws::error("VolumeInUse", 400, "Volume {} is currently attached to {}", volume.named,
                      attachments.front().string_or("InstanceId", ""));
  call.erase(volume);
  return Object{};
}

aws::Result<void> check_device(const Call& call, const std::string& instance, const std::string& device) {
  for (const Entry& other : volumes_of(call.state, instance))
    if (other.value.find("Attachments")->as_array().front().string_or("Device", "") == device)
      return aws::error("InvalidParameterValue", 400,
                        "Invalid value '{}' for unixDevice. Attachment point {} is already in use", device,
                        device);
  return {};
}

Output attach(Call& call) {
  TRY(check_not_given(call.input, {"EbsCardIndex"}));
  Found& volume = call.found.at(0);
  const Found& instance = call.found.at(1);
  std::string now = state_of(call, volume.record);
  if (now == "in-use")
    return aws::error("VolumeInUse", 400, "{} is already attached to an instance", volume.named);
  if (now != "available")
    return aws::error("IncorrectState", 400, "The volume '{}' is not 'available'.", volume.named);
  std::string state = instance_state(instance.record, call.now);
  if (state != "running" && state != "stopped" && state != "pending")
    return aws::error("IncorrectState", 400, "Instance '{}' is not 'running'.", instance.named);
  if (instance.record.find("Placement")->string_or("AvailabilityZone", "") != volume.text("AvailabilityZone"))
    return aws::error("InvalidVolume.ZoneMismatch", 400,
                      "The volume '{}' is not in the same availability zone as instance '{}'", volume.named,
                      instance.named);
  TRY(check_device(call, instance.named, call.input.text("Device")));
  attach_volume(call, volume.record, instance.named, call.input.text("Device"), false);
  call.save(volume);
  json::Value answer = volume.record.find("Attachments")->as_array().front();
  answer.as_object().set("State", "attaching");
  return answer;
}

// A running instance's root volume stays ("OperationNotPermitted").
Output detach(Call& call) {
  Found& volume = call.found.at(0);
  const json::Array& attachments = volume.record.find("Attachments")->as_array();
  if (attachments.empty())
    return aws::error("IncorrectState", 400, "Volume '{}' is in the 'available' state.", volume.named);
  json::Value attachment = attachments.front();
  for (std::string_view member : {"InstanceId", "Device"})
    if (std::string said = call.input.text(member); !said.empty() && said != attachment.string_or(member, ""))
      return aws::error("InvalidAttachment.NotFound", 400,
                        "The volume '{}' is not attached to instance '{}' as '{}'", volume.named,
                        call.input.text("InstanceId"), call.input.text("Device"));
  auto instance = find(call.state, kInstances, attachment.string_or("InstanceId", ""));
  bool is_root = instance && instance->string_or("RootDeviceName", "") == attachment.string_or("Device", "");
  if (is_root && instance_state(*instance, call.now) != "stopped")
    return aws::error("OperationNotPermitted", 400, "Unable to detach root volume '{}' from instance '{}'",
                      volume.named, attachment.string_or("InstanceId", ""));
  detach_volume(volume.record);
  call.save(volume);
  attachment.as_object().set("State", "detaching");
  return attachment;
}

constexpr FilterPlace kFilters[] = {{"attachment.status", "Attachments[].State"},
                                    {"attachment.", "Attachments[]."},
                                    {"status", "State"},
                                    {"tag", "Tags[].Key"}};

constexpr Operation kOperations[] = {
    {"CreateVolume",
     {creates(kVolumes).keys(new_keys), kCreateTags, on(kSnapshots).when("SnapshotId")},
     create},
    {"DescribeVolumes", {any()}, describe_all},
    {"DeleteVolume", {on(kVolumes)}, delete_volume},
    {"AttachVolume", {on(kVolumes), on(kInstances)}, attach},
    {"DetachVolume", {on(kVolumes), on(kInstances).when("InstanceId")}, detach},
};

}  // namespace

const Described kDescribedVolumes{"DescribeVolumes", kVolumes, "VolumeIds",
                                  "Volumes",         kFilters, shown_volume};

std::span<const Operation> volume_operations() {
  return kOperations;
}

}  // namespace account::ec2

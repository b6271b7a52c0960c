// Images that the account registers of its snapshots (EC2 User Guide, "Create an AMI from a snapshot").
#include "account/call/invoke.h"
#include "account/record/index.h"
#include "services/ec2/ec2.h"
#include "services/ec2/image.h"
#include "services/ec2/kinds.h"
#include "services/ec2/resource.h"
#include "services/ec2/snapshot.h"

namespace account::ec2 {
namespace {

// --- registered -----------------------------------------------------------------------------------------------------

std::string snapshot_of(const json::Value& device) {
  const json::Value* ebs = device.find("Ebs");
  return std::string(ebs ? ebs->string_or("SnapshotId", "") : "");
}

aws::Result<Resource> locate_snapshot(const Asking& asking) {
  return resource_of(asking.call.state, kSnapshots, snapshot_of(*asking.entry));
}
bool names_snapshot(const Asking& asking, const Resource&) {
  return !snapshot_of(*asking.entry).empty();
}
// That of a device.
constexpr RecordKind kSnapshotsOfDevices = [] {
  RecordKind kind = kSnapshots;
  kind.locate = locate_snapshot;
  return kind;
}();

aws::Result<void> check_name(const Call& call, const std::string& name) {
  auto others = find_through(call.state, kImages, "Name", name);
  if (others.empty()) return {};
  return aws::error("InvalidAMIName.Duplicate", 400, "AMI name {} is already in use by AMI {}", name,
                    others.front().id);
}

// With what follows from their snapshots.
aws::Result<json::Array> read_devices(const Call& call) {
  json::Array devices;
  std::string root = call.input.text("RootDeviceName");
  bool has_root = false;
  for (const json::Value& said : call.input.list("BlockDeviceMappings")) {
    if (said.find("NoDevice") || !said.find("Ebs")) continue;
    json::Value ebs = TRY(with_snapshot(call, *said.find("Ebs")));
    Object fields{{"DeleteOnTermination", true}, {"VolumeType", "gp2"}, {"Encrypted", false}};
    for (const json::Member& one : ebs.as_object()) fields.set(one.name, one.value);
    std::string_view name = said.string_or("DeviceName", "");
    has_root = has_root || (name == root && !snapshot_of(said).empty());
    devices.push_back(Object{{"DeviceName", name}, {"Ebs", std::move(fields)}});
  }
  if (has_root) return devices;
  return aws::error("InvalidBlockDeviceMapping", 400, "The root device '{}' has no snapshot", root);
}

Output register_image(Call& call) {
  const Input& in = call.input;
  TRY(check_not_given(in, {"ImageLocation", "BillingProducts", "KernelId", "RamdiskId", "UefiData"}));
  std::string name = in.text("Name"), id = new_id(call, kImages);
  TRY(check_name(call, name));
  json::Array tags = TRY(tags_at_creation(call, kImages));
  json::Array devices = TRY(read_devices(call)), snapshots;
  for (const json::Value& device : devices)
    if (std::string snapshot = snapshot_of(device); !snapshot.empty()) snapshots.push_back(snapshot);
  Object image{
      {"ImageId", id},
      {"Name", name},
      {"Description", in.text("Description")},
      {"OwnerId", call.state.account()},
      {"ImageLocation", fmt::format("{}/{}", call.state.account(), name)},
      {"ImageType", "machine"},
      {"Architecture", in.has("Architecture") ? in.text("Architecture") : "i386"},
      {"CreationDate", base::iso8601_ms(call.now)},
      {"State", "available"},
      {"Public", false},
      {"Hypervisor", "xen"},
      {"VirtualizationType", in.has("VirtualizationType") ? in.text("VirtualizationType") : "paravirtual"},
      {"PlatformDetails", "Linux/UNIX"},
      {"UsageOperation", "RunInstances"},
      {"EnaSupport", in.flag("EnaSupport")},
      {"RootDeviceType", "ebs"},
      {"RootDeviceName", in.text("RootDeviceName")},
      {"BlockDeviceMappings", std::move(devices)},
      {"Tags", std::move(tags)},
      {"_SnapshotIds", std::move(snapshots)}};
  for (std::string_view member : {"BootMode", "TpmSupport", "ImdsSupport", "SriovNetSupport"})
    image.set_if(member, in.find(member));
  call.make(kImages, id, std::move(image));
  return Object{{"ImageId", id}};
}

// --- taken back -----------------------------------------------------------------------------------------------------

// With the caller's own permission for each; those that another image has stay.
json::Value delete_snapshot(Call& call, const std::string& id) {
  Invocation wanted{"ec2.amazonaws.com", Access::forwarded, "ec2", "DeleteSnapshot",
                    Object{{"SnapshotId", id}}};
  Output deleted = invoke(call, wanted);
  std::string_view code = "success";
  if (!deleted) {
    const std::string& why = deleted.error().code;
    code = why == "InvalidSnapshot.InUse"   ? "skipped"
           : why == "UnauthorizedOperation" ? "missing-permissions"
                                            : "client-error";
  }
  return Object{{"SnapshotId", id}, {"ReturnCode", code}};
}

Output deregister_image(Call& call) {
  const Found& image = call.the();
  if (image.text("OwnerId") != call.state.account())
    return aws::error("AuthFailure", 400, "Not authorized for image:{}", image.named);
  std::vector<std::string> snapshots = image.record.strings_at("_SnapshotIds");
  call.erase(image);
  json::Array results;
  if (call.input.flag("DeleteAssociatedSnapshots"))
    for (const std::string& id : snapshots) results.push_back(delete_snapshot(call, id));
  return Object{{"Return", true}, {"DeleteSnapshotResults", std::move(results)}};
}

constexpr Operation kOperations[] = {
    {"RegisterImage",
     {creates(kImages), kCreateTags,
      on(kSnapshotsOfDevices).each("BlockDeviceMappings").when({"a device has a snapshot", names_snapshot})},
     register_image},
    {"DeregisterImage", {on(kImages)}, deregister_image},
};

}  // namespace

std::span<const Operation> own_image_operations() {
  return kOperations;
}

}  // namespace account::ec2

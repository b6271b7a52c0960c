// Interfaces are taken off instances (EC2 API Reference, DetachNetworkInterface). An attachment's id follows from that
// of its interface, which has one at a time.
#include "services/ec2/ec2.h"
#include "services/ec2/instance.h"
#include "services/ec2/interface.h"
#include "services/ec2/kinds.h"
#include "services/ec2/resource.h"

namespace account::ec2 {
namespace {

Resource interface_of(const Asking& asking) {
  std::string attachment = asking.text("AttachmentId");
  Resource resource = resource_of(asking.call.state, kInterfaces, interface_of_attachment(attachment));
  const json::Value* there = resource.record ? resource.record->find("Attachment") : nullptr;
  if (there && there->string_or("AttachmentId", "") == attachment) return resource;
  resource.record.reset();
  resource.absent.reset();
  resource.named = attachment;
  return resource;
}

aws::Result<Resource> locate_interface(const Asking& asking) {
  return interface_of(asking);
}

std::string instance_of(const json::Value& interface) {
  return std::string(interface.string_or("_InstanceId", ""));
}

aws::Result<Resource> locate_instance(const Asking& asking) {
  return resource_of(asking.call.state, kInstances, instance_of(*interface_of(asking).record));
}

// No machine of a service is an instance of the account.
bool has_instance(const Asking&, const Resource& last) {
  return last.record && !instance_of(*last.record).empty();
}

constexpr RecordKind located(const RecordKind& kind, aws::Result<Resource> (*locate)(const Asking&)) {
  RecordKind other = kind;
  other.locate = locate;
  return other;
}
constexpr RecordKind kInterfaceOfAttachment =
    located(led_to(kInterfaces, "", "InvalidAttachmentID.NotFound", "The attachment '{name}' does not exist"),
            locate_interface);
constexpr RecordKind kInstanceOfAttachment = located(kInstances, locate_instance);

Output detach(Call& call) {
  Found& interface = call.the();
  if (interface.record.bool_or("RequesterManaged", false))
    return aws::error("OperationNotPermitted", 400, "You are not allowed to manage '{}' attachments.",
                      kServiceAttachment);
  if (interface.record.find("Attachment")->int_or("DeviceIndex", 0) == 0)
    return aws::error("OperationNotPermitted", 400,
                      "The network interface at device index 0 cannot be detached.");
  detach_interface(interface.record);
  call.save(interface);
  return Object{};
}

constexpr Operation kOperations[] = {
    {"DetachNetworkInterface",
     {on(kInterfaceOfAttachment, "AttachmentId"),
      on(kInstanceOfAttachment, "AttachmentId")
          .when({"it is attached to an instance of the account", has_instance})},
     detach}};

}  // namespace

std::span<const Operation> interface_attachment_operations() {
  return kOperations;
}

}  // namespace account::ec2

// What EC2 says of volumes' health: nothing is ever wrong here (Amazon EBS User Guide, "Amazon EBS volume status
// checks"). A member of ours in a volume's record: _AutoEnableIO.
#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"
#include "services/ec2/kinds.h"
#include "services/ec2/resource.h"
#include "services/ec2/volume.h"

namespace account::ec2 {
namespace {

Object detail(std::string_view name, std::string_view status) {
  return Object{{"Name", name}, {"Status", status}};
}

json::Value view(const Call& call, json::Value volume) {
  json::Value is = shown_volume(call, std::move(volume));
  bool is_there = is.string_or("State", "") != "creating";
  bool tells_performance = is.string_or("VolumeType", "").starts_with("io");
  json::Array details{detail("io-enabled", is_there ? "passed" : "not-applicable"),
                      detail("io-performance", is_there && tells_performance ? "normal" : "not-applicable")};
  json::Array attachments;
  for (const json::Value& one : is.find("Attachments")->as_array())
    attachments.push_back(Object{{"InstanceId", one.string_or("InstanceId", "")},
                                 {"IoPerformance", tells_performance ? "normal" : "not-applicable"}});
  return Object{{"VolumeId", is.string_or("VolumeId", "")},
                {"AvailabilityZone", is.string_or("AvailabilityZone", "")},
                {"AvailabilityZoneId", is.string_or("AvailabilityZoneId", "")},
                {"VolumeStatus",
                 Object{{"Status", is_there ? "ok" : "insufficient-data"}, {"Details", std::move(details)}}},
                {"AttachmentStatuses", std::move(attachments)},
                {"Actions", json::Array()},
                {"Events", json::Array()}};
}

Output describe_status(Call& call) {
  return describe(call, kDescribedVolumeStatus);
}

Output describe_attribute(Call& call) {
  const Found& volume = call.the();
  Object answer{{"VolumeId", volume.named}};
  if (call.input.text("Attribute") == "productCodes") {
    answer.set("ProductCodes", json::Array());
  } else {
    answer.set("AutoEnableIO", Object{{"Value", volume.record.bool_or("_AutoEnableIO", false)}});
  }
  return answer;
}

Output modify_attribute(Call& call) {
  const json::Value* said = call.input.find("AutoEnableIO");
  if (!said)
    return aws::error("MissingParameter", 400, "The request must contain the parameter autoEnableIO");
  call.the().fields().set("_AutoEnableIO", said->bool_or("Value", false));
  call.save(call.the());
  return Object{};
}

constexpr FilterPlace kFilters[] = {{"action.", "Actions[]."},
                                    {"attachment-status.", "AttachmentStatuses[]."},
                                    {"event.", "Events[]."},
                                    {"volume-status.details-name", "VolumeStatus.Details[].Name"},
                                    {"volume-status.details-status", "VolumeStatus.Details[].Status"}};

constexpr Operation kOperations[] = {
    {"DescribeVolumeStatus", {any()}, describe_status},
    {"DescribeVolumeAttribute", {on(kVolumes)}, describe_attribute},
    {"ModifyVolumeAttribute", {on(kVolumes)}, modify_attribute},
};

}  // namespace

const Described kDescribedVolumeStatus{"DescribeVolumeStatus", kVolumes, "VolumeIds",
                                       "VolumeStatuses",       kFilters, view};

std::span<const Operation> volume_status_operations() {
  return kOperations;
}

}  // namespace account::ec2

// Attributes of instances, one in each call (EC2 API Reference, ModifyInstanceAttribute, DescribeInstanceAttribute,
// ModifyInstanceMetadataOptions).
#include <algorithm>

#include "base/encoding.h"
#include "services/ec2/ec2.h"
#include "services/ec2/instance.h"
#include "services/ec2/instance_type.h"
#include "services/ec2/kinds.h"
#include "services/ec2/launch_template.h"
#include "services/ec2/resource.h"
#include "services/ec2/volume.h"

namespace account::ec2 {
namespace {

enum class Form { flag, text, blob };

// What stands in the record under another name, and whether it can be changed while the instance runs.
struct Attribute {
  std::string_view name;    // InstanceAttributeName
  std::string_view member;  // of the input and the output
  std::string_view kept;
  Form form;
  bool needs_stopped = false;
};
constexpr Attribute kAttributes[] = {
    {"instanceType", "InstanceType", "InstanceType", Form::text, true},
    {"userData", "UserData", "_UserData", Form::blob, true},
    {"disableApiTermination", "DisableApiTermination", "_ProtectedFromTermination", Form::flag},
    {"disableApiStop", "DisableApiStop", "_ProtectedFromStop", Form::flag},
    {"instanceInitiatedShutdownBehavior", "InstanceInitiatedShutdownBehavior", "_ShutdownBehavior",
     Form::text},
    {"ebsOptimized", "EbsOptimized", "EbsOptimized", Form::flag, true},
    {"enaSupport", "EnaSupport", "EnaSupport", Form::flag, true},
};

// --- told -----------------------------------------------------------------------------------------------------------

Output describe_attribute(Call& call) {
  const Found& instance = call.the();
  std::string name = call.input.text("Attribute");
  Object answer{{"InstanceId", instance.named}};
  json::Value shown = shown_instance(call, instance.record);
  for (const Attribute& one : kAttributes) {
    if (one.name != name) continue;
    const json::Value* value = instance.record.find(one.kept);
    answer.set(one.member, value ? Object{{"Value", *value}} : Object{});
    return answer;
  }
  if (name == "rootDeviceName") {
    answer.set("RootDeviceName", Object{{"Value", instance.text("RootDeviceName")}});
  } else if (name == "sourceDestCheck") {
    answer.set("SourceDestCheck", Object{{"Value", shown.bool_or("SourceDestCheck", true)}});
  } else if (name == "groupSet") {
    answer.set_if("Groups", shown.find("SecurityGroups"));
  } else if (name == "blockDeviceMapping") {
    answer.set_if("BlockDeviceMappings", shown.find("BlockDeviceMappings"));
  } else if (name == "enclaveOptions") {
    answer.set_if("EnclaveOptions", shown.find("EnclaveOptions"));
  } else if (name == "productCodes") {
    answer.set("ProductCodes", json::Array());
  } else if (name == "sriovNetSupport") {
    answer.set("SriovNetSupport", Object{{"Value", "simple"}});
  }
  return answer;
}

// --- changed --------------------------------------------------------------------------------------------------------

aws::Result<void> set_attribute(const Call& call, Found& instance, const Attribute& attribute,
                                json::Value value) {
  if (attribute.needs_stopped && instance_state(instance.record, call.now) != "stopped")
    return aws::error("IncorrectInstanceState", 400, "The instance '{}' is not in the 'stopped' state.",
                      instance.named);
  if (attribute.name == "instanceType" && !InstanceType::find(value.as_string()))
    return aws::error("InvalidParameterValue", 400, "Invalid value '{}' for InstanceType.",
                      value.as_string());
  if (attribute.name == "userData") TRY(check_user_data(value.as_string()));
  instance.fields().set(attribute.kept, std::move(value));
  return {};
}

// By the member that has its name, or as Attribute and Value.
aws::Result<bool> take_attribute(const Call& call, Found& instance) {
  const Input& in = call.input;
  std::string named = in.text("Attribute");
  for (const Attribute& one : kAttributes) {
    const json::Value* said = in.find(one.member);
    if (!said && named != one.name) continue;
    std::string text = in.text("Value");
    json::Value value = one.form == Form::flag ? json::Value(text == "true") : json::Value(text);
    if (said)
      value = one.form == Form::flag ? json::Value(said->bool_or("Value", false))
                                     : json::Value(said->string_or("Value", ""));
    // A blob travels in base64, and is kept so.
    if (said && one.form == Form::blob) value = base::base64(value.as_string());
    TRY(set_attribute(call, instance, one, std::move(value)));
    return true;
  }
  return false;
}

aws::Result<void> set_volumes(Call& call, const std::string& instance) {
  std::vector<Entry> volumes = volumes_of(call.state, instance);
  for (const json::Value& one : call.input.list("BlockDeviceMappings")) {
    const json::Value* ebs = one.find("Ebs");
    auto volume = std::find_if(volumes.begin(), volumes.end(), [&](const Entry& entry) {
      const json::Value& attachment = entry.value.find("Attachments")->as_array().front();
      return attachment.string_or("Device", "") == one.string_or("DeviceName", "");
    });
    if (volume == volumes.end())
      return aws::error("InvalidInstanceAttributeValue", 400, "No device is currently mapped at {}",
                        one.string_or("DeviceName", ""));
    Object& attachment = volume->value.as_object()["Attachments"].as_array().front().as_object();
    attachment.set("DeleteOnTermination", ebs && ebs->bool_or("DeleteOnTermination", false));
    store(call.state, kVolumes, volume->value);
  }
  return {};
}

// Of its first interface.
aws::Result<void> set_interface(Call& call, const std::string& instance) {
  for (Entry& one : interfaces_of(call.state, instance)) {
    if (one.value.find("Attachment")->int_or("DeviceIndex", 0) != 0) continue;
    Object& fields = one.value.as_object();
    if (const json::Value* check = call.input.find("SourceDestCheck"))
      fields.set("SourceDestCheck", check->bool_or("Value", true));
    json::Array ids, groups;
    for (const Found& found : call.found) {
      if (!(*found.kind == kSecurityGroups)) continue;
      if (found.text("VpcId") != one.value.string_or("VpcId", ""))
        return aws::error("InvalidGroup.NotFound", 400, "The security group '{}' does not exist in VPC '{}'",
                          found.named, one.value.string_or("VpcId", ""));
      ids.push_back(found.named);
      groups.push_back(Object{{"GroupId", found.named}, {"GroupName", found.text("GroupName")}});
    }
    if (!ids.empty()) {
      fields.set("_GroupIds", std::move(ids));
      fields.set("Groups", std::move(groups));
    }
    store(call.state, kInterfaces, one.value);
  }
  return {};
}

Output modify_attribute(Call& call) {
  const Input& in = call.input;
  TRY(check_not_given(in, {"Kernel", "Ramdisk", "SriovNetSupport", "EnclaveOptions"}));
  Found& instance = call.the();
  int given = !in.text("Attribute").empty();
  for (const Attribute& one : kAttributes) given += in.has(one.member);
  for (std::string_view member : {"SourceDestCheck", "Groups", "BlockDeviceMappings"})
    given += in.has(member);
  if (given != 1)
    return aws::error(
        "InvalidParameterCombination", 400, "{}",
        given == 0 ? "No attributes specified." : "Fields for multiple attribute types specified");
  bool is_taken = TRY(take_attribute(call, instance));
  if (!is_taken && !in.text("Attribute").empty()) TRY(check_not_given(in, {"Attribute"}));
  TRY(set_volumes(call, instance.named));
  if (in.has("SourceDestCheck") || in.has("Groups")) TRY(set_interface(call, instance.named));
  call.save(instance);
  return Object{};
}

Output modify_metadata_options(Call& call) {
  Found& instance = call.the();
  Object& options = instance.fields()["MetadataOptions"].as_object();
  bool is_any_said = false;
  for (std::string_view member : {"HttpTokens", "HttpPutResponseHopLimit", "HttpEndpoint", "HttpProtocolIpv6",
                                  "InstanceMetadataTags"}) {
    is_any_said = is_any_said || call.input.has(member);
    options.set_if(member, call.input.find(member));
  }
  if (!is_any_said)
    return aws::error("InvalidParameterCombination", 400,
                      "At least one metadata option must be specified in the request");
  call.save(instance);
  json::Value shown = options;
  shown.as_object().set("State", "pending");
  return Object{{"InstanceId", instance.named}, {"InstanceMetadataOptions", std::move(shown)}};
}

constexpr Operation kOperations[] = {
    {"DescribeInstanceAttribute", {on(kInstances)}, describe_attribute},
    {"ModifyInstanceAttribute", {on(kInstances), on(kSecurityGroups).each("Groups")}, modify_attribute},
    {"ModifyInstanceMetadataOptions", {on(kInstances)}, modify_metadata_options},
};

}  // namespace

std::span<const Operation> instance_attribute_operations() {
  return kOperations;
}

}  // namespace account::ec2

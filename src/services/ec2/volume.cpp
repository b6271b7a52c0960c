#include "services/ec2/volume.h"

#include <algorithm>

#include "account/record/lifecycle.h"
#include "services/ec2/kinds.h"
#include "services/ec2/resource.h"
#include "services/ec2/snapshot.h"
#include "services/ec2/volume_modification.h"

namespace account::ec2 {
namespace {

using namespace std::chrono_literals;

constexpr Transition kLife[] = {{"creating", "available", 3s, "creating"}};

// Amazon EBS User Guide, "Amazon EBS volume types".
struct Type {
  std::string_view name;
  int64_t least, most;                    // GiB
  int64_t least_iops = 0, most_iops = 0;  // 0: none can be said
};
constexpr Type kTypes[] = {{"standard", 1, 1024},
                           {"gp2", 1, 16384},
                           {"gp3", 1, 65536, 3000, 80000},
                           {"io1", 4, 16384, 100, 64000},
                           {"io2", 4, 65536, 100, 256000},
                           {"st1", 125, 16384},
                           {"sc1", 125, 16384}};
constexpr int64_t kLeastThroughput = 125, kMostThroughput = 2000;

aws::Error invalid(std::string words) {
  return aws::Error("InvalidParameterValue", 400, std::move(words));
}

aws::Result<const Type*> find_type(std::string_view name) {
  for (const Type& type : kTypes)
    if (type.name == name) return &type;
  return tl::unexpected(invalid(fmt::format("Volume type {} is not known", name)));
}

aws::Result<void> check_speed(const json::Value& ebs, const Type& type) {
  const json::Value* iops = ebs.find("Iops");
  bool is_io = type.name.starts_with("io");
  if (iops && type.most_iops == 0 && type.name != "gp2")
    return aws::error("InvalidParameterCombination", 400,
                      "The parameter iops is not supported for {} volumes.", type.name);
  if (!iops && is_io)
    return aws::error("MissingParameter", 400, "The parameter iops must be specified for {} volumes.",
                      type.name);
  if (iops && type.most_iops > 0 && (iops->as_int() < type.least_iops || iops->as_int() > type.most_iops))
    return tl::unexpected(
        invalid(fmt::format("Volume iops of {} is out of range; {} to {} are supported for {}.",
                            iops->as_int(), type.least_iops, type.most_iops, type.name)));
  const json::Value* throughput = ebs.find("Throughput");
  if (throughput && type.name != "gp3")
    return aws::error("InvalidParameterCombination", 400,
                      "The parameter throughput is not supported for {} volumes.", type.name);
  if (throughput && (throughput->as_int() < kLeastThroughput || throughput->as_int() > kMostThroughput))
    return tl::unexpected(
        invalid(fmt::format("Volume throughput of {} is out of range.", throughput->as_int())));
  return {};
}

}  // namespace

aws::Result<Object> volume_performance(const json::Value& ebs) {
  const Type& type = *TRY(find_type(ebs.string_or("VolumeType", "gp2")));
  int64_t size = ebs.int_or("VolumeSize", 0);
  if (size == 0)
    return aws::error("MissingParameter", 400, "The request must contain the parameter size/snapshot");
  if (size < type.least || size > type.most)
    return tl::unexpected(
        invalid(fmt::format("Volume of {}GiB is out of range; {} to {} are supported for {}.", size,
                            type.least, type.most, type.name)));
  TRY(check_speed(ebs, type));
  Object fields{{"Size", size}, {"VolumeType", type.name}};
  if (type.name == "gp3") {
    fields.set("Iops", ebs.int_or("Iops", 3000));
    fields.set("Throughput", ebs.int_or("Throughput", kLeastThroughput));
  } else if (type.name == "gp2") {
    fields.set("Iops", std::clamp<int64_t>(3 * size, 100, 16000));
  } else {
    fields.set_if("Iops", ebs.find("Iops"));
  }
  return fields;
}

std::string volume_key(const Call& call, std::string_view said) {
  if (said.starts_with("arn:")) return std::string(said);
  std::string path(said.empty() ? "alias/aws/ebs" : said);
  if (!path.starts_with("alias/")) path = "key/" + path;
  return fmt::format("arn:aws:kms:{}:{}:{}", call.region, call.state.account(), path);
}

aws::Result<json::Value> new_volume(const Call& call, NewVolume wanted) {
  json::Value ebs = TRY(with_snapshot(call, std::move(wanted.ebs)));
  Object performance = TRY(volume_performance(ebs));
  bool is_encrypted = ebs.bool_or("Encrypted", false) || ebs.find("KmsKeyId");
  json::Value volume =
      Object{{"VolumeId", new_id(call, kVolumes)},   {"AvailabilityZone", wanted.zone},
             {"AvailabilityZoneId", wanted.zone_id}, {"SnapshotId", ebs.string_or("SnapshotId", "")},
             {"CreateTime", base::to_ms(call.now)},  {"Encrypted", is_encrypted},
             {"MultiAttachEnabled", false},          {"Attachments", json::Array()},
             {"Tags", std::move(wanted.tags)}};
  Object& fields = volume.as_object();
  for (json::Member& one : performance) fields.set(one.name, std::move(one.value));
  if (is_encrypted) fields.set("KmsKeyId", volume_key(call, ebs.string_or("KmsKeyId", "")));
  return volume;
}

void attach_volume(const Call& call, json::Value& volume, const std::string& instance,
                   const std::string& device, bool goes_with_instance) {
  volume.as_object().set("_InstanceId", instance);
  volume.as_object().set("Attachments", json::Array{Object{{"VolumeId", volume.string_or("VolumeId", "")},
                                                           {"InstanceId", instance},
                                                           {"Device", device},
                                                           {"State", "attached"},
                                                           {"AttachTime", base::to_ms(call.now)},
                                                           {"DeleteOnTermination", goes_with_instance}}});
}

void detach_volume(json::Value& volume) {
  volume.as_object().erase("_InstanceId");
  volume.as_object().set("Attachments", json::Array());
}

json::Value shown_volume(const Call& call, json::Value volume) {
  std::string state = state_at(kLife, kept_state(volume, "available"), call.now).state;
  for (std::string_view member : {"Since", "Speed"}) volume.as_object().erase(member);
  show_unmodified(volume, call.now);
  volume.as_object().set("State", volume.find("Attachments")->as_array().empty() ? state : "in-use");
  return answered(std::move(volume));
}

// Service Authorization Reference, EC2: "volume*".
void volume_keys(const State& state, const json::Value& record, policy::Context& context) {
  if (std::string_view snapshot = record.string_or("SnapshotId", ""); !snapshot.empty())
    context.set("ec2:ParentSnapshot", arn_of(state, kSnapshots, Object{{"SnapshotId", snapshot}}));
  for (const auto& [key, member] :
       {std::pair("ec2:VolumeID", "VolumeId"), std::pair("ec2:AvailabilityZone", "AvailabilityZone"),
        std::pair("ec2:AvailabilityZoneId", "AvailabilityZoneId"), std::pair("ec2:VolumeType", "VolumeType")})
    context.set(key, std::string(record.string_or(member, "")));
  context.set("ec2:Encrypted", record.bool_or("Encrypted", false) ? "true" : "false");
  for (const auto& [key, member] : {std::pair("ec2:VolumeSize", "Size"), std::pair("ec2:VolumeIops", "Iops"),
                                    std::pair("ec2:VolumeThroughput", "Throughput")})
    if (const json::Value* value = record.find(member)) context.set(key, std::to_string(value->as_int()));
}

}  // namespace account::ec2

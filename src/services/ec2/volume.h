// Volumes (Amazon EBS User Guide, "Amazon EBS volumes"). A member of our own: _InstanceId, to which it is attached.
#pragma once

#include <string>
#include <string_view>

#include "account/call/operation.h"

namespace account::ec2 {

struct NewVolume {
  json::Value
      ebs;  // EbsBlockDevice: VolumeSize, VolumeType, Iops, Throughput, Encrypted, KmsKeyId, SnapshotId
  std::string zone, zone_id;
  json::Array tags = {};
};
// Checks and completes; stores nothing. Errors: MissingParameter, InvalidParameterValue, InvalidParameterCombination;
// of a snapshot that it is made of, IncorrectState.
aws::Result<json::Value> new_volume(const Call& call, NewVolume wanted);
// Size, VolumeType, Iops and Throughput of an EbsBlockDevice, checked, with what its type has by itself.
aws::Result<Object> volume_performance(const json::Value& ebs);
// The ARN of the key that a volume or snapshot is encrypted with, which the call names so; empty: AWS's own.
std::string volume_key(const Call& call, std::string_view said);

// The caller stores it.
void attach_volume(const Call& call, json::Value& volume, const std::string& instance,
                   const std::string& device, bool goes_with_instance);
void detach_volume(json::Value& volume);
// As DescribeVolumes answers it.
json::Value shown_volume(const Call& call, json::Value volume);

}  // namespace account::ec2

// Snapshots of volumes (Amazon EBS User Guide, "Amazon EBS snapshots"). A snapshot takes its time and is there
// meanwhile: its volume may change, be detached or go.
#pragma once

#include <string>

#include "account/call/operation.h"

namespace account::ec2 {

// What a snapshot is taken of: a volume, or another snapshot.
struct NewSnapshot {
  std::string volume;  // its id; of a copy one that says nothing
  int64_t size = 0;    // GiB
  bool is_encrypted = false;
  std::string key;  // ARN; empty: none
  json::Array tags = {};
};
// Stores it, and gives it as it is kept.
json::Value make_snapshot(Call& call, NewSnapshot wanted);

// pending, completed
std::string snapshot_state(const json::Value& snapshot, base::Time now);
// As DescribeSnapshots answers it.
json::Value shown_snapshot(const Call& call, json::Value snapshot);

// A volume's members that follow from the snapshot that it is made of, where the account has it: at least its size, its
// encryption. Errors: IncorrectState, InvalidParameterValue.
aws::Result<json::Value> with_snapshot(const Call& call, json::Value ebs);

}  // namespace account::ec2

// The record of a key that is made.
#pragma once

#include <string>

#include "account/call/operation.h"

namespace account::kms {

struct KeyToMake {
  std::string description;
  std::string spec = "SYMMETRIC_DEFAULT";
  std::string usage = "ENCRYPT_DECRYPT";
  std::string manager = "CUSTOMER";
  bool is_multi_region = false;
  std::string policy;  // as it is kept (key_policy.h)
  json::Object policy_arns = {};
  json::Object tags = {};
};

// The spec is one of key_spec.h. It is not stored yet.
json::Value new_key(const Call& call, const State& owner, KeyToMake wanted);

inline constexpr int64_t kDefaultRotationPeriod = 365;  // days

// From now on the key is rotated every so many days.
void start_rotation(const Call& call, const State& owner, json::Value& key, int64_t days);
// What is to be told of the key (KeyMetadata).
json::Object metadata(const State& owner, const json::Value& key);

}  // namespace account::kms

// What keeps a thing from being deleted: things that are in it or use it. EC2 says only that there are some
// (DependencyViolation); this server names them in a header.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "account/call/operation.h"

namespace account::ec2 {

inline constexpr std::string_view kDependentsHeader = "x-slipway-dependents";

struct Dependent {
  const RecordKind& kind;
  std::string_view member;  // of those by which the kind is found: it holds the id of what is depended on
  // Whether a record counts; nullptr: all do.
  bool (*counts)(const Call& call, const json::Value& record) = nullptr;
};

// DependencyViolation, in these words.
aws::Result<void> check_no_dependents(Call& call, std::span<const Dependent> dependents,
                                      const std::string& id, std::string_view words);

}  // namespace account::ec2

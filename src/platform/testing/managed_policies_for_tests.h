// A handful of AWS's managed policies, so that these tests do not change with the table of the real ones.
#pragma once

#include "platform/load/load.h"

namespace platform {

inline ManagedPolicies few_managed_policies() {
  static const std::vector<std::string> kNames = {"AdministratorAccess", "AmazonS3FullAccess",
                                                  "AmazonS3ReadOnlyAccess", "AmazonEKSClusterPolicy"};
  constexpr std::string_view kPrefix = "arn:aws:iam::aws:policy/";
  auto find = [kPrefix](std::string_view name) -> std::optional<std::string> {
    if (name.starts_with(kPrefix)) name.remove_prefix(kPrefix.size());
    for (const std::string& each : kNames) {
      if (each == name) return std::string(kPrefix) + each;
    }
    return std::nullopt;
  };
  return {find, [] { return kNames; }};
}

}  // namespace platform

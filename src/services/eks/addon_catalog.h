// The add-ons that EKS has, in which versions, and how they are configured (addons.yaml).
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aws/error.h"
#include "base/json.h"

namespace account::eks {

inline constexpr std::string_view kAddonPublisher = "eks";

struct AddonVersion {
  std::string name;  // v1.22.4-eksbuild.3
  int64_t from = 0;  // minor versions of Kubernetes
  int64_t to = 0;
  std::vector<int64_t> default_for = {};

  bool is_for(int64_t minor) const { return from <= minor && minor <= to; }
  bool is_default_for(int64_t minor) const;
};

struct KnownAddon {
  std::string name;  // vpc-cni
  std::string type;
  std::string owner;
  std::string name_space;
  bool self_managed = false;
  bool runs_in_pods = false;
  bool needs_iam = false;
  std::map<std::string, std::vector<std::string>> accounts = {};  // their names, and the policies recommended
  std::vector<AddonVersion> versions = {};                        // the newest first
  json::Value schema = {};

  const AddonVersion* find(std::string_view version) const;  // nullptr: it has none of that name
  const AddonVersion* default_for(int64_t minor) const;      // nullptr: it is not for that Kubernetes
};

std::span<const KnownAddon> known_addons();                 // by name
const KnownAddon* find_known_addon(std::string_view name);  // nullptr: EKS has none

// InvalidParameterException: `values`, JSON or YAML, do not fit the add-on's schema.
aws::Result<void> check_configuration(const KnownAddon& addon, const std::string& values);

}  // namespace account::eks

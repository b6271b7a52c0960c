// The Kubernetes versions that EKS has, and until when it supports them (Amazon EKS User Guide, "Understand the
// Kubernetes version lifecycle on EKS"): 14 months in standard support, 12 more in extended support.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "aws/error.h"
#include "base/clock.h"

namespace account::eks {

inline constexpr std::string_view kPlatformVersion = "eks.1";

struct KubernetesVersion {
  std::string_view minor;  // 1.34
  std::string_view patch;  // 1.34.2
  base::Time released;     // on EKS
  base::Time end_of_standard;
  base::Time end_of_extended;
};

// The newest first.
std::span<const KubernetesVersion> kubernetes_versions();

// UNSUPPORTED, STANDARD_SUPPORT, EXTENDED_SUPPORT. The newest that this program knows is supported however late it is.
std::string_view support_of(const KubernetesVersion& version, base::Time now);
// What a cluster has that says no version.
std::string_view default_version(base::Time now);

// InvalidParameterException: a version that EKS does not have, or no longer.
aws::Result<void> check_version(std::string_view version, base::Time now);
// Of 1.34: 34. Of what is no version: 0.
int64_t minor_of(std::string_view version);

}  // namespace account::eks

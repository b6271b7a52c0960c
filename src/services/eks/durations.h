// How long things of EKS typically take on AWS: medians of what logs of Terraform tell, as far as there are any.
#pragma once

#include <chrono>

namespace account::eks {

inline constexpr std::chrono::seconds kClusterTakes{560};
inline constexpr std::chrono::seconds kNetworkComesAfter{60};
inline constexpr std::chrono::seconds kClusterDeletionTakes{180};
inline constexpr std::chrono::seconds kUpdateTakes{180};
inline constexpr std::chrono::seconds kVersionTakes{600};
inline constexpr std::chrono::seconds kProviderTakes{900};
inline constexpr std::chrono::seconds kAddonTakes{40};
inline constexpr std::chrono::seconds kAddonDeletionTakes{10};
inline constexpr std::chrono::seconds kProfileTakes{90};
inline constexpr std::chrono::seconds kProfileDeletionTakes{120};
inline constexpr std::chrono::seconds kNodegroupTakes{120};
inline constexpr std::chrono::seconds kNodegroupGivesUpAfter{900};
inline constexpr std::chrono::seconds kDrainGivesUpAfter{900};
inline constexpr std::chrono::seconds kNodegroupDeletionTakes{380};
inline constexpr std::chrono::seconds kInsightsTake{60};
inline constexpr std::chrono::seconds kLogsAreWrittenEach{300};
inline constexpr std::chrono::seconds kLastLogsTake{120};

}  // namespace account::eks

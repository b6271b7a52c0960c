// The options of a cluster that tell what AWS's machines and networks shall do, of which this account has none: it
// keeps and shows them, and refuses what EKS refuses (EKS API Reference, CreateCluster and UpdateClusterConfig).
#pragma once

#include <span>

#include "account/call/operation.h"
#include "aws/error.h"
#include "base/json.h"

namespace account::eks {

// How UpdateClusterConfig speaks of an option.
struct ClusterOption {
  std::string_view member;
  std::string_view update;     // the type of the update: UpgradePolicyUpdate
  std::string_view parameter;  // of the update: UpgradePolicy
};
std::span<const ClusterOption> cluster_options();

// Those that the call gives, and what EKS has where it gives none.
void add_options(const Input& in, json::Object& cluster);
// `given` over what the cluster has: parts that are not given stay.
json::Value merged_option(const json::Value* had, const json::Value& given);

// InvalidParameterException: what options of a cluster cannot be. `cluster` has them already.
aws::Result<void> check_options(const json::Value& cluster);
// InvalidParameterException: auto mode asks more of a new cluster.
aws::Result<void> check_auto_mode(const Input& in);

}  // namespace account::eks

// Updates of clusters and of what belongs to them: what UpdateClusterConfig and its like answer, and DescribeUpdate
// from then on.
#pragma once

#include <string>
#include <string_view>

#include "account/call/operation.h"

namespace account::eks {

inline constexpr std::string_view kUpdate = "eks.update";             // CLUSTER/ID
inline constexpr std::string_view kAddonUpdate = "eks.addon_update";  // CLUSTER/ADDON/ID

inline constexpr std::string_view kNodegroupUpdate = "eks.nodegroup_update";  // CLUSTER/NODEGROUP/ID

// {"type", "value"} of an update's list `params`.
json::Value update_parameter(std::string_view type, std::string value);

// Stores one that has just begun, under PREFIX/ID, and gives it back as it is answered.
json::Value put_update(Call& call, std::string_view kind, std::string_view prefix, std::string_view type,
                       json::Array parameters);
// The same of one that will fail of `error`, as EKS tells it.
json::Value put_failing_update(Call& call, std::string_view kind, std::string_view prefix,
                               std::string_view type, json::Array parameters, json::Value error);
// One of a cluster that has just ended, CLUSTER/ID, turns out to have failed.
void fail_update(State& state, const std::string& id, json::Value error);
// As DescribeUpdate answers it.
json::Value seen_update(json::Value update, base::Time now);
// Whether the update is one to another version of Kubernetes.
bool is_of_version(std::string_view type);

}  // namespace account::eks

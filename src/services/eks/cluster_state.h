// The states of clusters and of their updates, how long each lasts, and what may not be done meanwhile.
//
// A cluster's record keeps (State, Since, Speed) of its lifecycle, and of a change that is under way "UpdateId".
// Where a real control plane stands behind it (control_plane.h), that one says when it works.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "account/call/due_work.h"
#include "account/call/operation.h"
#include "account/record/lifecycle.h"

namespace account::eks {

// In the record only: AWS calls all of them UPDATING, but some take longer.
inline constexpr std::string_view kUpdating = "UPDATING";
inline constexpr std::string_view kUpdatingVersion = "UPDATING_VERSION";
inline constexpr std::string_view kUpdatingProvider = "UPDATING_PROVIDER";

// The cluster that an effect is about ("ClusterId" of its detail); nullopt: it has gone, or is another by now.
std::optional<json::Value> cluster_of(const Due& due);
// When the state ends that was just begun.
base::Time end_of_state(const json::Value& record, base::Time now);
// It is FAILED from now on, for this reason. The caller stores it.
void fail_cluster(json::Value& record, const aws::Error& error, const Due& due);

// As DescribeCluster answers it.
std::string cluster_status(const json::Value& record, base::Time now);

// ResourceInUseException: a change at a time, and of a cluster that is there (EKS API Reference, UpdateClusterConfig).
// `change`: the update's type.
aws::Result<void> check_can_update(const Call& call, const json::Value& record, std::string_view change);
// InvalidRequestException: what belongs to the cluster that the call names, such as access entries, is changed only
// while it works (EKS API Reference, InvalidRequestException: "invalid given the state of the cluster").
aws::Result<void> check_takes_parts(const Call& call);
// ResourceInUseException: it is still being made or changed.
aws::Result<void> check_can_delete(const Call& call, const json::Value& record);

// Begins an update: changes the cluster's record, which the caller stores, and stores the update, which it gives back
// as UpdateCluster* answer it.
json::Value begin_update(Call& call, json::Value& record, std::string_view type, json::Array parameters);
// When the update that was just begun is done.
void set_version_later(const Call& call, const json::Value& record, const std::string& version);

// Its logs are written from the end of the state that was just begun, if they are switched on and are not written yet.
// Changes the record, which the caller stores.
void begin_logs(Call& call, json::Value& record);

// Stores it as one that is being deleted. Its records go when its time comes.
void begin_deletion(Call& call, json::Value& record);

// The version that it can be taken back to, for a week after an upgrade; empty: none (EKS User Guide, "Roll back a
// cluster to a previous Kubernetes version").
std::string goes_back_to(const json::Value& record, base::Time now);

std::span<const Effect> cluster_effects();

}  // namespace account::eks

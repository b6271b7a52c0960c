// The logs of a cluster's control plane: EKS writes them into the log group /aws/eks/NAME/cluster as its service-linked
// role, as long as some kind of them is switched on, and makes the group where there is none. Whoever deletes the group
// of such a cluster meets it again. When the cluster is gone, the last lines come late; the group stays.
//
// A cluster's record has "LogsDue" (ms): when the next lines are written.
//
// Source: Amazon EKS User Guide, "Send control plane logs to CloudWatch Logs", "Using roles for Amazon EKS clusters";
// the managed policy AmazonEKSServiceRolePolicy.
#pragma once

#include <span>

#include "account/call/due_work.h"
#include "account/call/facilities.h"
#include "base/json.h"

namespace account::eks {

// The first lines come soon after `from`, if the cluster has logs that are switched on. Changes the record, which the
// caller stores.
void write_logs_from(const State& state, Facilities& facilities, json::Value& record, base::Time from);
// What is written when the cluster is gone, at `end`.
void write_last_logs(const State& state, Facilities& facilities, const json::Value& record, base::Time end);

std::span<const Effect> control_plane_log_effects();

}  // namespace account::eks

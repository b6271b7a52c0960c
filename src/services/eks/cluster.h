// A cluster as the account keeps it, and what others see of it.
//
// The record (kCluster, by name): {"Cluster": as it was created, "Id", "Token", "CreatorId" and "CreatorArn"
// of a creator who administers it without an access entry, "State", "Since" and "UpdateId" (cluster_state.h),
// "ControlPlane": of a real one that stands behind it (control_plane.h)}
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "account/call/operation.h"
#include "account/record/lifecycle.h"
#include "account/record/state.h"
#include "aws/error.h"

namespace account::eks {

inline constexpr std::string_view kCluster = "eks.cluster";
inline constexpr std::string_view kUpdate = "eks.update";  // CLUSTER/ID: as UpdateCluster* answered it

// nullopt: there is none of that name, or it is stopped, which is the same to all but the control API.
std::optional<json::Value> find_cluster(const State& state, std::string_view name);
bool is_stopped(const json::Value& record);

tl::unexpected<aws::Error> no_cluster(std::string_view name);
std::string cluster_arn(const State& state, std::string_view name);

// The question about a cluster, with the tags of the one that is there.
Questions ask_about_cluster(const Call& call, const std::string& name);

// What DescribeCluster answers: of a real control plane where one stands behind it.
json::Value seen_cluster(const json::Value& record, const Moment& moment);

// Its record and all that belongs to it, the issuer included.
void erase_cluster(State& state, const std::string& name, const json::Value& record);

}  // namespace account::eks

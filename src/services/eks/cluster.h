// A cluster as the account keeps it, and what others see of it.
//
// The record (kCluster, by name): {"Cluster": as it was created, "Id", "CreatorId" and "CreatorArn"
// of a creator who administers it without an access entry, "State", "Since" and "UpdateId" (cluster_state.h),
// "UpgradedFrom": {"Version", "At"} of the last upgrade,
// "ControlPlane": of a real one that stands behind it (control_plane.h)}
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "account/call/operation.h"
#include "account/record/kind.h"
#include "account/record/lifecycle.h"
#include "account/record/state.h"
#include "aws/error.h"

namespace account::eks {

inline constexpr std::string_view kCluster = "eks.cluster";

// To all but the control API it is as if there were none.
bool is_stopped(const json::Value& record);

inline constexpr RecordKind kClusters{.name = kCluster,
                                      .noun = "cluster",
                                      .type = "cluster",
                                      .arn = "eks:{region}:{account}:cluster/{name}",
                                      .name_member = "name",
                                      .shown_member = "Cluster",
                                      .arn_member = "arn",
                                      .tags_member = "tags",
                                      .is_hidden = is_stopped,
                                      .absent_code = "ResourceNotFoundException",
                                      .absent_words = "No cluster found for name: {name}."};
// How calls about what belongs to a cluster name it.
inline constexpr std::string_view kClusterName = "clusterName";

std::string authentication_mode(const json::Value& record);  // API, API_AND_CONFIG_MAP, CONFIG_MAP
std::string cluster_arn(const State& state, std::string_view name);

// What DescribeCluster answers: of a real control plane where one stands behind it.
json::Value seen_cluster(const json::Value& record, base::Time now);

// Its record and all that belongs to it, the issuer included.
void erase_cluster(State& state, const std::string& name, const json::Value& record);
// The same, with what it has in the network: of one that is given up without having been deleted.
void give_up_cluster(State& state, Facilities& facilities, json::Value record);

}  // namespace account::eks

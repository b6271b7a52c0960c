// Fargate profiles: which pods of a cluster run on Fargate (Amazon EKS User Guide, "Define which Pods use Fargate when
// launched").
//
// The record (CLUSTER/NAME): {"Profile": as DescribeFargateProfile answers it but for its status, "State", "Since" and
// "Speed" of its lifecycle}.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "account/call/due_work.h"
#include "account/call/operation.h"
#include "account/record/kind.h"
#include "services/eks/cluster_part.h"

namespace account::eks {

inline constexpr RecordKind kFargateProfiles{
    .name = "eks.fargate_profile",
    .noun = "Fargate profile",
    .type = "fargateprofile",
    .arn = "eks:{region}:{account}:fargateprofile/{clusterName}/{fargateProfileName}/{id}",
    .name_member = "fargateProfileName",
    .shown_member = "Profile",
    .arn_member = "fargateProfileArn",
    .tags_member = "tags",
    .locate = locate_part,
    .absent_code = "ResourceNotFoundException",
    .absent_words = "No Fargate Profile found with name: {name}."};

// As DescribeFargateProfile answers it now.
json::Value seen_profile(const json::Value& record, base::Time now);
// The cluster's profile in that state: CREATING, DELETING; empty: none.
std::string profile_in(const State& state, std::string_view cluster, std::string_view status, base::Time now);
// Whether a profile of the cluster that works takes pods of the namespace, whatever their labels.
bool has_profile_for(const State& state, std::string_view cluster, std::string_view name_space,
                     base::Time now);

// CREATING or DELETING, from now on; the caller stores it. The record goes when a deletion is done.
void begin_profile_state(Call& call, json::Value& record, std::string_view state);
std::span<const Effect> fargate_effects();

// The private subnets in which pods run: those of the call, or else those of the cluster that are. Asked of EC2 as
// Fargate's service-linked role. InvalidParameterException: there is no such subnet, or it is public.
aws::Result<json::Array> fargate_subnets(Call& call, const json::Value& cluster);

}  // namespace account::eks

// Add-ons: software that EKS keeps in a cluster (Amazon EKS User Guide, "Amazon EKS add-ons").
//
// The record (CLUSTER/NAME): {"Addon": as DescribeAddon answers it but for what time and nodes make of it, "State",
// "Since" and "Speed" of its lifecycle}. What a cluster has of its own stands in the cluster's record: "SelfManaged",
// names of add-ons.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "account/call/due_work.h"
#include "account/call/operation.h"
#include "account/record/kind.h"
#include "services/eks/addon_catalog.h"
#include "services/eks/cluster_part.h"

namespace account::eks {

inline constexpr RecordKind kAddons{.name = "eks.addon",
                                    .noun = "addon",
                                    .type = "addon",
                                    .arn = "eks:{region}:{account}:addon/{clusterName}/{addonName}/{id}",
                                    .name_member = "addonName",
                                    .shown_member = "Addon",
                                    .arn_member = "addonArn",
                                    .tags_member = "tags",
                                    .locate = locate_part,
                                    .absent_code = "ResourceNotFoundException",
                                    .absent_words = "No addon: {name} found"};

// As DescribeAddon answers it now.
json::Value seen_addon(const State& state, const json::Value& record, base::Time now);
// The record's own state: CREATING, ACTIVE, CREATE_FAILED, UPDATING, DELETING.
std::string addon_state(const json::Value& record, base::Time now);

// What the cluster has without EKS, where it is asked to keep it from now on. ConfigurationConflict: what stands there
// is not what EKS would put there, and the call does not let it be overwritten.
bool has_conflict(const Call& call, const KnownAddon& addon, const json::Value& wanted,
                  const json::Value& cluster);

// Begins what takes its time: creates, updates, deletes. The record goes when a deletion is done.
void begin_addon_state(Call& call, json::Value& record, std::string_view state);
std::span<const Effect> addon_effects();

}  // namespace account::eks

// Access entries: which IAM principals a cluster knows, by which Kubernetes names, and what access policies
// they have (Amazon EKS User Guide, "Grant IAM users access to Kubernetes with EKS access entries").
//
// The record (CLUSTER/PRINCIPAL ARN): {"Entry": as DescribeAccessEntry answers it,
// "PrincipalId", "Policies": [as ListAssociatedAccessPolicies answers them]}. It is bound to the
// principal's unique id: one that is made anew under the same name is another.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "account/call/needs.h"
#include "account/record/state.h"
#include "base/clock.h"
#include "base/random.h"
#include "services/eks/access_policy.h"

namespace account::eks {

inline constexpr std::string_view kStandard = "STANDARD";

// With the condition keys of the entry (Service Authorization Reference, EKS). A cluster whose authentication mode
// knows no entries has none.
aws::Result<Resource> locate_access_entry(const Asking& asking);

inline constexpr RecordKind kAccessEntries{
    .name = "eks.access_entry",
    .noun = "access entry",
    .type = "access-entry",
    .arn =
        "eks:{region}:{account}:access-entry/{clusterName}/{principalType}/{principalAccount}/"
        "{principalName}/{id}",
    .name_member = "principalArn",
    .shown_member = "Entry",
    .arn_member = "accessEntryArn",
    .tags_member = "tags",
    .found_through = {"PrincipalId"},
    .locate = locate_access_entry,
    .absent_code = "ResourceNotFoundException",
    .absent_words =
        "The specified principalArn could not be found. You can view your available access entries with "
        "'list-access-entries'."};
// InvalidRequestException.
aws::Result<void> check_takes_entries(const json::Value& cluster);

// The IAM user or role of an ARN, in whichever account of this server.
struct Principal {
  std::string arn;
  std::string account;
  std::string type;  // user, role
  std::string name;
  std::string unique_id;
};
// nullopt: it is neither user nor role, does not exist, or is a service-linked role, which EKS does not take.
std::optional<Principal> find_principal(const State& state, std::string_view arn);

std::optional<json::Value> find_access_entry(const State& state, const std::string& cluster,
                                             std::string_view arn);
std::vector<Entry> access_entries(const State& state, const std::string& cluster);
void put_access_entry(State& state, const json::Value& record);
// By which the store has it.
std::string entry_id(std::string_view cluster, std::string_view principal_arn);
// The entry's policy of that ARN; nullptr: it has none.
const json::Value* find_association(const json::Value& entry, std::string_view policy_arn);

// The name that EKS gives an entry for which none is said.
std::string default_username(const Principal& principal, std::string_view type);
// The groups that EKS gives an entry of that type.
std::vector<std::string> default_groups(std::string_view type);

// An entry without policies, not yet stored.
json::Value make_access_entry(const State& state, const std::string& cluster, const Principal& principal,
                              std::string_view type, base::Time now, base::Random& random);
// The nodes of that role are let in: by an entry that EKS makes, where the cluster takes entries and has none for it.
void let_nodes_in(Call& call, const json::Value& cluster, const std::string& role_arn, std::string_view type);
// With AmazonEKSClusterAdminPolicy: what bootstrapClusterCreatorAdminPermissions makes.
void put_creator_entry(State state, const std::string& cluster, const Principal& creator, base::Time now,
                       base::Random& random);

// The entry of that cluster that is bound to a principal's unique id; nullopt also if it is another's by now.
std::optional<json::Value> entry_of_id(const State& state, const std::string& cluster,
                                       std::string_view unique_id);

// Whether the entry's access policies, each within its scope, allow it; the policy's name, or empty.
std::string allowing_policy(const json::Value& entry, const AccessAttempt& attempt);

}  // namespace account::eks

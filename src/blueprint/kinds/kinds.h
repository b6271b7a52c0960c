// What is made in an account and on its clusters, as kinds of resources for the engine (engine/model/kind.h); each has
// a file.
//
// They are found again by name and by their marks (trust/ownership.h): tags say whose a thing is when the state that
// knew it is lost, and what carries others' tags is never touched.
#pragma once

#include <string>
#include <string_view>

#include "blueprint/kubernetes/cluster_api.h"
#include "blueprint/trust/ownership.h"
#include "engine/model/kind.h"

namespace blueprint {

inline constexpr std::string_view kRole = "iam-role";
inline constexpr std::string_view kRolePolicy = "iam-role-policy";
inline constexpr std::string_view kEksCluster = "eks-cluster";
inline constexpr std::string_view kIdentityProvider = "iam-oidc-provider";
inline constexpr std::string_view kNamespace = "kube-namespace";
inline constexpr std::string_view kServiceAccount = "kube-service-account";
// Of one account. `window`: so long what was just made may stay invisible there.
engine::Kinds kinds_of_account(const std::string& account_id, base::Milliseconds window);

// A role without its policies, which are things of their own. Whom it trusts is changed in place. What others have put
// on it goes with it. Outputs: Arn.
engine::ResourceKind role_kind();
json::Object desired_role(const std::string& name, const std::string& description, json::Value trust,
                          const Marks& tags);

// A managed policy on a role. One that is attached already becomes ours: it is what was asked for.
engine::ResourceKind role_policy_kind();
json::Object desired_role_policy(const std::string& role, const std::string& policy_arn);

// A cluster of EKS, ready when it is ACTIVE. Outputs: Issuer, Status.
engine::ResourceKind eks_cluster_kind();
json::Object desired_eks_cluster(const std::string& name, const std::string& role_arn, const Marks& tags);

// The provider of a cluster's issuer, with the audience of STS. Outputs: Arn.
engine::ResourceKind identity_provider_kind(const std::string& account_id);
json::Object desired_identity_provider(json::Value issuer_url, const Marks& tags);

// A namespace. All that is in it goes with it.
engine::ResourceKind namespace_kind();
json::Object desired_namespace(const std::string& name, const Marks& labels);

// A service account with the annotation that names its role. Its tokens are for STS.
engine::ResourceKind service_account_kind();
json::Object desired_service_account(const std::string& namespace_name, const std::string& name,
                                     const std::string& role_arn, const Marks& labels);

// ---- what the kinds have in common

// Of IAM, with the calls that make and remove it.
engine::ResourceKind iam_kind(std::string_view name, std::string creating, std::string removing);
// By what a thing is called: in a cluster, and in a namespace of one.
json::Object name_of(const engine::Subject& subject);
json::Object name_in_namespace(const engine::Subject& subject);

json::Object to_object(const Marks& marks);

// Whether something that carries these marks may be given ours: it is nobody's. conflict: it is another deployment's.
base::Status check_unmarked(const std::string& what, const Marks& found, const Marks& ours);
// Whose a thing is, by the tags that were found: ours with those that are desired. What was made by us and has others'
// tags since is there no more for us.
void judge(const Marks& found, const engine::Subject& subject, engine::Reading& reading);

// A text of what was desired, or of the identity.
std::string text_of(const json::Value& object, std::string_view member);
const json::Array& list_at(const json::Value& object, std::string_view member);  // empty: there is none

}  // namespace blueprint

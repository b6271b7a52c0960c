// What the platform makes, as kinds of resources for the engine (engine/model/kind.h); each has a file.
//
// They are found again by name and by their marks (trust/ownership.h): tags say whose a thing is when the state that
// knew it is lost, and what carries others' tags is never touched.
#pragma once

#include <string>
#include <string_view>

#include "blueprint/kubernetes/cluster_api.h"
#include "blueprint/trust/ownership.h"
#include "engine/model/kind.h"

namespace platform {

inline constexpr std::string_view kRole = "iam-role";
inline constexpr std::string_view kRolePolicy = "iam-role-policy";
inline constexpr std::string_view kEksCluster = "eks-cluster";
inline constexpr std::string_view kIdentityProvider = "iam-oidc-provider";
inline constexpr std::string_view kNamespace = "kube-namespace";
inline constexpr std::string_view kServiceAccount = "kube-service-account";
inline constexpr std::string_view kToken = "service-token";
inline constexpr std::string_view kService = "service";

// The API behind which services run, and their tokens are (runtime_caller.h).
inline constexpr std::string_view kRuntime = "runtime";

// Of one account. `window`: so long what was just made may stay invisible there.
engine::Kinds kinds_of_account(const std::string& account_id, base::Milliseconds window);

// A role without its policies, which are things of their own. Whom it trusts is changed in place. What others have put
// on it goes with it. Outputs: Arn.
engine::ResourceKind role_kind();
json::Object desired_role(const std::string& name, const std::string& description, json::Value trust,
                          const blueprint::Marks& tags);

// A managed policy on a role. One that is attached already becomes ours: it is what was asked for.
engine::ResourceKind role_policy_kind();
json::Object desired_role_policy(const std::string& role, const std::string& policy_arn);

// A cluster of EKS, ready when it is ACTIVE. Outputs: Issuer, Status.
engine::ResourceKind eks_cluster_kind();
json::Object desired_eks_cluster(const std::string& name, const std::string& role_arn,
                                 const blueprint::Marks& tags);

// The provider of a cluster's issuer, with the audience of STS. Outputs: Arn.
engine::ResourceKind identity_provider_kind(const std::string& account_id);
json::Object desired_identity_provider(json::Value issuer_url, const blueprint::Marks& tags);

// A namespace. All that is in it goes with it.
engine::ResourceKind namespace_kind();
json::Object desired_namespace(const std::string& name, const blueprint::Marks& labels);

// A service account with the annotation that names its role. Its tokens are for STS.
engine::ResourceKind service_account_kind();
json::Object desired_service_account(const std::string& namespace_name, const std::string& name,
                                     const std::string& role_arn, const blueprint::Marks& labels);

// The token file of a service. One that is to be renewed is as one that lives no time.
engine::ResourceKind token_kind();
json::Object desired_token(const std::string& name, const std::string& subject, const std::string& issuer,
                           int64_t life_s);

// What a service runs. `type`: service, job or cron-job; what it is made of: workloads/service_members.h; `deployment`:
// `complete`, or what is wrong with what runs; `after`: digests of what the jobs of earlier stages have left, for which
// it is looked at again. Outputs: Left, of a job.
engine::ResourceKind service_kind();

// ---- what the kinds have in common

// Of IAM, with the calls that make and remove it.
engine::ResourceKind iam_kind(std::string_view name, std::string creating, std::string removing);
// Of the runtime, with calls that are named after the `thing`: Put, Find, Get and Remove. `input`: what each is told.
engine::ResourceKind runtime_kind(std::string_view name, const std::string& thing,
                                  json::Value (*input)(const engine::Subject&));

// By what a thing is called: in a cluster, and in a namespace of one.
json::Object name_of(const engine::Subject& subject);
json::Object name_in_namespace(const engine::Subject& subject);

json::Object to_object(const blueprint::Marks& marks);

// Whether something that carries these marks may be given ours: it is nobody's. conflict: it is another deployment's.
base::Status check_unmarked(const std::string& what, const blueprint::Marks& found,
                            const blueprint::Marks& ours);
// Whose a thing is, by the tags that were found: ours with those that are desired. What was made by us and has others'
// tags since is there no more for us.
void judge(const blueprint::Marks& found, const engine::Subject& subject, engine::Reading& reading);

// A text of what was desired, or of the identity.
std::string text_of(const json::Value& object, std::string_view member);
const json::Array& list_at(const json::Value& object, std::string_view member);  // empty: there is none

}  // namespace platform

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
inline constexpr std::string_view kRoleDocument = "iam-role-document";
inline constexpr std::string_view kInstanceProfile = "iam-instance-profile";
inline constexpr std::string_view kEksCluster = "eks-cluster";
inline constexpr std::string_view kIdentityProvider = "iam-oidc-provider";
inline constexpr std::string_view kNamespace = "kube-namespace";
inline constexpr std::string_view kServiceAccount = "kube-service-account";
// Of one account. `window`: so long what was just made may stay invisible there.
engine::Kinds kinds_of_account(const std::string& account_id, base::Milliseconds window);

// A role without its policies, which are things of their own. Whom it trusts is changed in place: a document, or
// {web_identity: {provider, namespace, service_account}}, where the ARN of the provider may be an output. `path` and
// `boundary`, the ARN of a policy, may stand beside what desired_role gives. What others have put on it goes with it.
// Outputs: Arn.
engine::ResourceKind role_kind();
json::Object desired_role(const std::string& name, const std::string& description, json::Value trust,
                          const Marks& tags);

// The policy that `trust` stands for, which may be one already.
json::Value trust_document(const json::Value& trust);

// A managed policy on a role. One that is attached already becomes ours: it is what was asked for.
engine::ResourceKind role_policy_kind();
json::Object desired_role_policy(const std::string& role, const std::string& policy_arn);

// What a role may do, as a document of its own: {role, name, document}. It goes with the role.
engine::ResourceKind role_document_kind();

// What hands a role to instances: {name, path, role, tags}. Outputs: Name, Arn.
engine::ResourceKind instance_profile_kind();

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
// Of the tags that were found those that we set, or that an earlier run did: others' are no member of a thing.
json::Object our_tags(const Marks& found, const engine::Subject& subject);
// Calls of IAM, `TagNOUN` and `UntagNOUN`, that bring the tags from what was observed to what is desired.
std::vector<engine::Request> iam_tag_changes(const std::string& noun, const json::Object& named,
                                             const engine::Subject& subject);

// Whether something that carries these marks may be given ours: it is nobody's. conflict: it is another deployment's.
base::Status check_unmarked(const std::string& what, const Marks& found, const Marks& ours);
// Whose a thing is, by the tags that were found: ours with those that are desired. What was made by us and has others'
// tags since is there no more for us.
void judge(const Marks& found, const engine::Subject& subject, engine::Reading& reading);

// A text of what was desired, or of the identity.
std::string text_of(const json::Value& object, std::string_view member);
const json::Array& list_at(const json::Value& object, std::string_view member);  // empty: there is none

}  // namespace blueprint

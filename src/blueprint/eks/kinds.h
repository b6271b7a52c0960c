// A cluster of EKS in a network of its own, as kinds of resources for the engine: the control plane, who may speak with
// it, and nodes. What is desired of each stands beside its function; all but policies of access have `tags`.
#pragma once

#include "blueprint/network/tags.h"

namespace blueprint {

inline constexpr std::string_view kControlPlane = "eks-control-plane";
inline constexpr std::string_view kAccessEntry = "eks-access-entry";
inline constexpr std::string_view kAccessPolicy = "eks-access-policy";
inline constexpr std::string_view kLaunchTemplate = "ec2-launch-template";
inline constexpr std::string_view kNodeGroup = "eks-node-group";
inline constexpr std::string_view kAddon = "eks-addon";
inline constexpr std::string_view kPodIdentity = "eks-pod-identity";
inline constexpr std::string_view kFargateProfile = "eks-fargate-profile";

// All of them. `window`: so long what was just made may stay invisible.
engine::Kinds eks_kinds(base::Milliseconds window);

// {name, role, version, subnets, groups, endpoint: {private, public, cidrs}, logs}; `for_root` where whoever makes it
// is the account's root and shall use it, and `secrets_key` where a key of KMS encrypts secrets: both are given when
// the cluster is made; `forced`: up to which version it is brought whatever insights say. A version is one minor above
// the one that is there, or below for a week.
// Outputs: Name, Arn, Version, Endpoint, Issuer, CertificateAuthority, SecurityGroupId (the group that EKS makes).
engine::ResourceKind control_plane_kind();
// {cluster, principal, type, groups}: an ARN of IAM; `STANDARD` or `EC2_LINUX`; groups of Kubernetes.
engine::ResourceKind access_entry_kind();
// {cluster, principal, policy, namespaces}: the ARN of an access policy of EKS; no namespace: the whole cluster.
engine::ResourceKind access_policy_kind();
// {name, data}: `data` is EC2's LaunchTemplateData. What it does not say is not compared. Outputs: LaunchTemplateId,
// Version: the newest.
engine::ResourceKind launch_template_kind();
// {cluster, name, version, role, subnets, template: {id, version}, image, capacity, types, size: {least, most}, labels,
// taints}, and `update`, an updateConfig of EKS, where it is not the usual one: `version` is that of Kubernetes,
// `image` an amiType of EKS, `capacity` ON_DEMAND or SPOT, a taint {key, value, effect} as EKS writes it. How many
// nodes there are between least and most is the autoscaler's. Outputs: Name, Arn, AutoScalingGroup.
engine::ResourceKind node_group_kind();
// {cluster, name, version, conflicts, configuration, role}: `conflicts` as resolveConflicts has it; an object; the ARN
// of a role that a token of the issuer gives its service account, or empty. Outputs: Arn.
engine::ResourceKind addon_kind();
// {cluster, namespace, service_account, role}: the role's ARN.
engine::ResourceKind pod_identity_kind();
// {cluster, name, role, subnets, selectors: [{namespace, labels}]}. Outputs: Arn.
engine::ResourceKind fargate_profile_kind();

// ---- what they have in common

engine::Request eks(std::string operation, json::Object input);
// Of calls that answer with an update: it is looked at until it has ended, and what it has failed of is told.
engine::ResourceKind::Follow follow_update();
// Calls that bring the tags from what was observed to what is desired.
std::vector<engine::Request> change_eks_tags(const engine::Subject& subject);
// Found by name, of what EKS calls `noun` in CreateNoun and the like.
engine::ResourceKind eks_kind(std::string_view name, const char* noun);

}  // namespace blueprint

// Who may take a role: the trust policies that Slipway writes.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"

namespace blueprint {

// The audience of tokens that are for STS.
inline constexpr std::string_view kStsAudience = "sts.amazonaws.com";

// EKS itself, for the cluster's role.
json::Value cluster_trust_policy();

// EC2 in that region, for the role of nodes.
json::Value node_trust_policy(std::string_view region);

// Pods on Fargate of one cluster, for the role with which images are pulled
// (https://docs.aws.amazon.com/eks/latest/userguide/pod-execution-role.html).
json::Value fargate_trust_policy(std::string_view partition, std::string_view region,
                                 std::string_view account_id, std::string_view cluster);

// EKS Pod Identity, for pods of one service account of one cluster
// (https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html).
json::Value pod_trust_policy(std::string_view cluster_arn, std::string_view namespace_name,
                             std::string_view service_account);

// One service account of the cluster's issuer. Always the subject *and* the audience: without the audience, a token
// made for another purpose would do; without the subject, any service of the cluster (EKS User Guide, "Assign IAM
// roles to Kubernetes service accounts").
struct ServiceTrust {
  std::string provider_arn;
  std::string issuer_key;      // the issuer's URL without https://
  std::string namespace_name;  // empty: every namespace of Slipway's (`z*`), for roles of cluster scope
  std::string service_account;
};
json::Value service_trust_policy(const ServiceTrust& trust);

// The document of a role as IAM gives it: percent-encoded JSON. Null if it is neither that nor JSON.
json::Value read_policy_document(std::string_view text);

}  // namespace blueprint

// The names of what Slipway makes, and which names others would refuse.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace blueprint {

// z + the first 8 hex digits of the environment's id + `-` + slug: `z1234abcd-production` (docs/services.md, "Labels").
std::string namespace_name(std::string_view environment_id, std::string_view environment_name);

inline constexpr std::string_view kRolePath = "/slipway/";

// slipway-SCOPE-SERVICE, where the scope is a namespace or a cluster. Longer than IAM's 64 characters:
// shortened, with a digest of the whole at its end, so that two long names stay two.
std::string service_role_name(std::string_view scope, std::string_view service_slug);
std::string cluster_role_name(std::string_view cluster);
// A name that is longer than it may be: shortened likewise.
std::string shortened(const std::string& name, size_t most);

// A service account's name is a DNS subdomain (RFC 1123): 1 to 253 of a-z, 0-9, `-` and `.`, a letter or
// digit around each dot and at both ends.
bool is_service_account_name(std::string_view text);

// arn:PARTITION:iam::ACCOUNT:role/PATH/NAME, as EKS's webhook wants it (README of amazon-eks-pod-identity-webhook).
bool is_role_arn(std::string_view text);
// arn:PARTITION:iam::(ACCOUNT|aws):policy/PATH/NAME
bool is_policy_arn(std::string_view text);
std::string role_name_of(std::string_view role_arn);  // the last part of its path
// The names of policies from their ARNs: `AmazonS3ReadOnlyAccess, my-policy`.
std::string policy_names(const std::vector<std::string>& arns);
std::string account_of(std::string_view arn);  // the fifth field

// https://HOST/PATH -> HOST/PATH: the name of an OIDC provider and the prefix of its condition keys.
std::string issuer_key(std::string_view issuer_url);
// In the partition that the issuer's host is of.
std::string provider_arn(std::string_view account_id, std::string_view issuer_url);

}  // namespace blueprint

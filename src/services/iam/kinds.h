// IAM's kinds of record. The form of each is in account/record/identities.h.
#pragma once

#include "account/record/identities.h"
#include "account/record/kind.h"

namespace account::iam {

// The policies of AWS itself, which no store has.
std::optional<json::Value> find_managed_by_aws(std::string_view arn);

inline constexpr std::string_view kNoSuch = "The {noun} with name {name} cannot be found.";

inline constexpr RecordKind kUsers{.name = kUser,
                                   .noun = "user",
                                   .arn = "iam::{account}:user{Path}{UserName}",
                                   .name_member = "UserName",
                                   .id_member = "UserId",
                                   .id_prefix = "AIDA",
                                   .found_by = FoundBy::name_in_any_case,
                                   .tag_key_prefix = "iam",
                                   .absent_code = "NoSuchEntity",
                                   .absent_words = kNoSuch};
inline constexpr RecordKind kGroups{.name = kGroup,
                                    .noun = "group",
                                    .arn = "iam::{account}:group{Path}{GroupName}",
                                    .name_member = "GroupName",
                                    .id_member = "GroupId",
                                    .id_prefix = "AGPA",
                                    .found_by = FoundBy::name_in_any_case,
                                    .absent_code = "NoSuchEntity",
                                    .absent_words = kNoSuch};
inline constexpr RecordKind kRoles{.name = kRole,
                                   .noun = "role",
                                   .arn = "iam::{account}:role{Path}{RoleName}",
                                   .name_member = "RoleName",
                                   .id_member = "RoleId",
                                   .id_prefix = "AROA",
                                   .found_by = FoundBy::name_in_any_case,
                                   .tag_key_prefix = "iam",
                                   .absent_code = "NoSuchEntity",
                                   .absent_words = kNoSuch};
inline constexpr RecordKind kInstanceProfiles{
    .name = kInstanceProfile,
    .noun = "instance profile",
    .arn = "iam::{account}:instance-profile{Path}{InstanceProfileName}",
    .name_member = "InstanceProfileName",
    .id_member = "InstanceProfileId",
    .id_prefix = "AIPA",
    .found_by = FoundBy::name_in_any_case,
    .tag_key_prefix = "iam",
    .absent_code = "NoSuchEntity",
    .absent_words = kNoSuch};
inline constexpr RecordKind kPolicies{.name = kPolicy,
                                      .noun = "policy",
                                      .arn = "iam::{account}:policy{Path}{PolicyName}",
                                      .name_member = "PolicyName",
                                      .id_member = "PolicyId",
                                      .id_prefix = "ANPA",
                                      .found_by = FoundBy::arn,
                                      .tag_key_prefix = "iam",
                                      .elsewhere = find_managed_by_aws,
                                      .absent_code = "NoSuchEntity",
                                      .absent_words = "Policy {name} was not found."};
inline constexpr RecordKind kProviders{.name = kOidcProvider,
                                       .noun = "OpenID Connect provider",
                                       .arn = "iam::{account}:oidc-provider/{Url}",
                                       .name_member = "Url",
                                       .found_by = FoundBy::arn,
                                       .tag_key_prefix = "iam",
                                       .absent_code = "NoSuchEntity",
                                       .absent_words = "OpenIDConnect Provider not found for arn {name}"};

// How calls name policies and providers that are there.
inline constexpr std::string_view kPolicyArn = "PolicyArn";
inline constexpr std::string_view kProviderArn = "OpenIDConnectProviderArn";

}  // namespace account::iam

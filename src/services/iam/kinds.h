// IAM's kinds of record. The form of each is in account/record/identities.h.
#pragma once

#include "account/call/mfa.h"
#include "account/record/identities.h"
#include "account/record/kind.h"

namespace account::iam {

// The policies of AWS itself, which no store has.
std::optional<json::Value> find_managed_by_aws(std::string_view arn);

inline constexpr std::string_view kNoSuch = "The {noun} with name {name} cannot be found.";

inline constexpr RecordKind kUsers{.name = kUser,
                                   .noun = "user",
                                   .type = "user",
                                   .arn = "iam::{account}:user{Path}{UserName}",
                                   .name_member = "UserName",
                                   .id_member = "UserId",
                                   .id_prefix = "AIDA",
                                   .found_by = FoundBy::name_in_any_case,
                                   .tag_key_prefix = "iam",
                                   .found_through = {"UserId", "Attached", "PermissionsBoundary", "Groups"},
                                   .absent_code = "NoSuchEntity",
                                   .absent_words = kNoSuch};
inline constexpr RecordKind kGroups{.name = kGroup,
                                    .noun = "group",
                                    .type = "group",
                                    .arn = "iam::{account}:group{Path}{GroupName}",
                                    .name_member = "GroupName",
                                    .id_member = "GroupId",
                                    .id_prefix = "AGPA",
                                    .found_by = FoundBy::name_in_any_case,
                                    .found_through = {"Attached"},
                                    .absent_code = "NoSuchEntity",
                                    .absent_words = kNoSuch};
inline constexpr RecordKind kRoles{.name = kRole,
                                   .noun = "role",
                                   .type = "role",
                                   .arn = "iam::{account}:role{Path}{RoleName}",
                                   .name_member = "RoleName",
                                   .id_member = "RoleId",
                                   .id_prefix = "AROA",
                                   .found_by = FoundBy::name_in_any_case,
                                   .tag_key_prefix = "iam",
                                   .found_through = {"RoleId", "Attached", "PermissionsBoundary"},
                                   .absent_code = "NoSuchEntity",
                                   .absent_words = kNoSuch};
inline constexpr RecordKind kInstanceProfiles{
    .name = kInstanceProfile,
    .noun = "instance profile",
    .type = "instance-profile",
    .arn = "iam::{account}:instance-profile{Path}{InstanceProfileName}",
    .name_member = "InstanceProfileName",
    .id_member = "InstanceProfileId",
    .id_prefix = "AIPA",
    .found_by = FoundBy::name_in_any_case,
    .tag_key_prefix = "iam",
    .found_through = {"Roles"},
    .absent_code = "NoSuchEntity",
    .absent_words = kNoSuch};
inline constexpr RecordKind kPolicies{.name = kPolicy,
                                      .noun = "policy",
                                      .type = "policy",
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
                                       .type = "oidc-provider",
                                       .arn = "iam::{account}:oidc-provider/{Url}",
                                       .name_member = "Url",
                                       .found_by = FoundBy::arn,
                                       .tag_key_prefix = "iam",
                                       .absent_code = "NoSuchEntity",
                                       .absent_words = "OpenIDConnect Provider not found for arn {name}"};

inline constexpr RecordKind kMfaDevices{
    .name = kMfaDevice,
    .noun = "MFA device",
    .type = "mfa",
    .arn = "iam::{account}:mfa{Path}{VirtualMFADeviceName}",
    .name_member = "VirtualMFADeviceName",
    .found_by = FoundBy::arn,
    .arn_member = "SerialNumber",
    .absent_code = "NoSuchEntity",
    .absent_words = "VirtualMFADevice with serial number {name} does not exist."};
inline constexpr RecordKind kSamlProviders{.name = kSamlProvider,
                                           .noun = "SAML provider",
                                           .type = "saml-provider",
                                           .arn = "iam::{account}:saml-provider/{Name}",
                                           .name_member = "Name",
                                           .found_by = FoundBy::arn,
                                           .absent_code = "NoSuchEntity",
                                           .absent_words = "Manifest not found for arn {name}"};
inline constexpr RecordKind kServerCertificates{
    .name = "iam.server_certificate",
    .noun = "Server Certificate",
    .type = "server-certificate",
    .arn = "iam::{account}:server-certificate{Path}{ServerCertificateName}",
    .name_member = "ServerCertificateName",
    .id_member = "ServerCertificateId",
    .id_prefix = "ASCA",
    .absent_code = "NoSuchEntity",
    .absent_words = kNoSuch};

// How calls name policies, providers and devices that are there.
inline constexpr std::string_view kPolicyArn = "PolicyArn";
inline constexpr std::string_view kProviderArn = "OpenIDConnectProviderArn";
inline constexpr std::string_view kSamlProviderArn = "SAMLProviderArn";
inline constexpr std::string_view kSerialNumber = "SerialNumber";

}  // namespace account::iam

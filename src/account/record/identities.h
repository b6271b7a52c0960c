// Identities: how IAM's users, groups, roles and policies rest in the store, for all who read them.
//
// One record each, an object with the members that the API answers (Arn, Path, CreateDate in ms, Tags, ...) and:
//   Inline               {NAME: document text}
//   Attached             [ARN of a managed policy]
//   PermissionsBoundary  ARN (users and roles)
//   Groups, AccessKeys   [name], [id] (users)
//   MFADevices           [serial number] (users)
//   LoginProfile, SigningCertificates, SSHPublicKeys, ServiceSpecificCredentials   as IAM answers them (users)
//   Versions             [{VersionId, Document, CreateDate}], DefaultVersionId (policies; the record's id is the ARN)
// Ids of users, groups and roles are their names in lower case: IAM's names differ by more than case.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "account/record/state.h"

namespace account {

inline constexpr std::string_view kUser = "iam.user";
inline constexpr std::string_view kGroup = "iam.group";
inline constexpr std::string_view kRole = "iam.role";
inline constexpr std::string_view kPolicy = "iam.policy";
inline constexpr std::string_view kInstanceProfile = "iam.instance_profile";
inline constexpr std::string_view kOidcProvider = "iam.oidc_provider";
inline constexpr std::string_view kSamlProvider = "iam.saml_provider";  // Metadata: the document as it came

// By name in any case. `account` is the state of an account with an empty region.
std::optional<json::Value> find_user(const State& account, std::string_view name);
std::optional<json::Value> find_group(const State& account, std::string_view name);
std::optional<json::Value> find_role(const State& account, std::string_view name);
// By ARN arn:aws:iam::A:role/PATH/NAME, whose path must be right too.
std::optional<json::Value> find_role_by_arn(const State& account, std::string_view arn);

// The default version of a managed policy, of AWS or of the account.
std::optional<std::string> managed_policy_document(const State& account, std::string_view arn);

// A list of strings in a record; empty if absent.
std::vector<std::string> texts(const json::Value& record, std::string_view member);

}  // namespace account

// Grants as records: what ListGrants answers of one ({GrantId, KeyId: the key's ARN, GranteePrincipal or
// GranteeServicePrincipal, Operations, Constraints, ...}). They are where their key is; a record's id is
// KEY-ID/GRANT-ID, so that those of a key are found together.
//
// A grant allows as a statement of the key's policy would that names its grantee: so the evaluator sees it, and so a
// denial tells. Its constraints are conditions of that statement.
//
// Source: AWS KMS Developer Guide, "Grants in AWS KMS".
#pragma once

#include <string>
#include <string_view>

#include "account/call/needs.h"
#include "account/call/operation.h"

namespace account::kms {

inline constexpr RecordKind kGrants{.name = "kms.grant",
                                    .noun = "grant",
                                    .arn = "kms:{region}:{account}:key/{KeyId}",
                                    .name_member = "GrantId",
                                    .found_through = {"GranteePrincipal", "GranteeServicePrincipal",
                                                      "RetiringPrincipal", "RetiringServicePrincipal"}};

std::string grant_place(std::string_view key, std::string_view grant);  // the record's id

// The key's policy, and what grants add to it for this caller and this call.
std::string with_grants(const Call& call, const State& owner, const json::Value& key);
// The key's policy, and that the grant's retiring principal, its grantee if it says so, and its account may retire it.
std::string with_retirement(const json::Value& key, const json::Value& grant);

// Whether the grant that a call wants to make, by a grant, allows no more than that one.
bool is_within(const json::Value& granted, const Input& wanted);

// What CreateGrant answers beside the id: who has it may use the grant before all of KMS knows of it, and retire it.
// Here all know at once.
std::string grant_token(const Call& call, const json::Value& key, std::string_view grant);
struct GrantName {
  std::string account;
  std::string key;
  std::string grant;
};
// Error: InvalidGrantTokenException.
aws::Result<GrantName> read_grant_token(const Call& call, const std::string& token);
// Those in GrantTokens. Error: InvalidGrantTokenException.
aws::Result<void> check_grant_tokens(const Call& call);

}  // namespace account::kms

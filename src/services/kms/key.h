// Keys as records: what DescribeKey answers of one ({KeyId, Arn, KeySpec, KeyUsage, KeyState, ...}, times in ms), and
// beside it {Policy, PolicyArns (key_policy.h), Tags: {KEY: VALUE}, Materials (material.h), Rotation: {Period in days,
// Since, Next}}.
//
// A key is found by its id or ARN, and by those calls that use it, also by an alias or the alias's ARN (Developer
// Guide, "Key identifiers (KeyId)"). What its policy and its grants allow decides; a key of another account is found
// by the calls that the guide names ("Allowing users in other accounts to use a KMS key").
#pragma once

#include <string>
#include <string_view>

#include "account/call/needs.h"
#include "account/call/operation.h"

namespace account::kms {

// By id or ARN, of the caller's own account.
aws::Result<Resource> locate_own_key(const Asking& asking);
// By id or ARN, of any account.
aws::Result<Resource> locate_key(const Asking& asking);
// By any of its names, of any account.
aws::Result<Resource> locate_key_to_use(const Asking& asking);
// The key that made the ciphertext in CiphertextBlob. Error: InvalidCiphertextException.
aws::Result<Resource> locate_key_of_ciphertext(const Asking& asking);

inline constexpr RecordKind kKeys{.name = "kms.key",
                                  .noun = "key",
                                  .type = "key",
                                  .arn = "kms:{region}:{account}:key/{KeyId}",
                                  .name_member = "KeyId",
                                  .locate = locate_own_key,
                                  .absent_code = "NotFoundException",
                                  .absent_status = 400,
                                  .absent_words = "Invalid keyId '{name}'"};

constexpr RecordKind located_by(aws::Result<Resource> (*locate)(const Asking& asking)) {
  RecordKind kind = kKeys;
  kind.locate = locate;
  return kind;
}
inline constexpr RecordKind kAnyKeys = located_by(locate_key);
inline constexpr RecordKind kUsedKeys = located_by(locate_key_to_use);
inline constexpr RecordKind kKeysOfCiphertext = located_by(locate_key_of_ciphertext);

inline constexpr Need kOnKey = on(kKeys);

// Where a name leads: an id or an alias (`alias/...`), in an account.
struct KeyName {
  std::string account;
  std::string text;

  bool is_alias() const { return text.starts_with("alias/"); }
};
// Errors: InvalidArnException; NotFoundException: another region.
aws::Result<KeyName> read_key_name(const Call& call, std::string_view text);

// The account whose calls these are: the caller's, or the one for which a service calls.
const std::string& own_account(const Call& call);
// Where the key's record and those of its grants and aliases are.
State state_of_key(const Call& call, const json::Value& key);
State state_of_key(const State& state, const json::Value& key);

// The record as a resource that is asked about.
Resource key_resource(const Call& call, const State& owner, const std::string& id);

// Of a record.
std::string text_of(const json::Value& record, std::string_view member);
bool is_pending_deletion(const json::Value& key);
bool is_disabled(const json::Value& key);
// Developer Guide, "Key states of AWS KMS keys". Errors: KMSInvalidStateException, DisabledException.
aws::Result<void> check_not_pending_deletion(const json::Value& key);
aws::Result<void> check_enabled(const json::Value& key);

tl::unexpected<aws::Error> invalid(std::string_view words);  // ValidationException
// What this account does not do. Error: UnsupportedOperationException.
tl::unexpected<aws::Error> not_simulated(std::string_view what);
// A call that only asks whether it may be made and is right (Developer Guide, "Testing your permissions"). Error:
// DryRunOperationException.
aws::Result<void> check_dry_run(const Call& call);

}  // namespace account::kms

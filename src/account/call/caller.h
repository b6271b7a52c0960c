// Who makes a call: found by the access key of its signature, or by nothing at all (anonymous).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "account/call/key_use.h"
#include "account/record/state.h"
#include "aws/error.h"
#include "aws/signature/refusal.h"
#include "aws/signature/signature.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/secret.h"
#include "policy/decide/evaluate.h"

namespace account {

// Temporary credentials. Everything about them is sealed into their session token, so that the server stores
// nothing: a session survives a restart, and a million sessions cost no memory.
struct Session {
  std::string access_key_id;  // ASIA...
  base::Secret secret_access_key;
  std::string account;
  policy::PrincipalType type =
      policy::PrincipalType::role_session;  // role_session, federated_user, user, root
  std::string arn;           // arn:aws:sts::A:assumed-role/NAME/SESSION; the user's own for GetSessionToken
  std::string user_id;       // AROA...:SESSION
  std::string principal_id;  // AROA... or AIDA... of the role or user behind it; empty: root. With it the
                             // session ends
  std::string role_arn;
  std::string user_name;  // GetSessionToken, GetFederationToken
  bool service_linked = false;
  base::Time issued;
  base::Time expires;
  std::string session_policy;               // JSON text; empty: none
  std::vector<std::string> policy_arns;     // managed session policies
  std::map<std::string, std::string> tags;  // become aws:PrincipalTag/*
  std::vector<std::string> transitive_tag_keys;
  std::string source_identity;
  bool chained = false;  // made with temporary credentials
  std::map<std::string, std::vector<std::string>>
      web_identity;  // condition keys that carry on: ISSUER:sub, :aud, :amr; saml:*
  std::string federated_provider;
  std::optional<base::Time> mfa;  // when a code of an MFA device was given for it
};

struct Caller {
  policy::Principal principal;
  std::string account;  // empty: anonymous
  std::string user_id;  // AIDA..., AROA...:SESSION, the account's id for root
  std::string user_name;
  std::string access_key_id;
  std::optional<Session> session;
};

// Who calls with a session's credentials.
Caller caller_of(Session session);

// The kind and id of a long-term access key's record, in account "" since the key is all that a request shows:
// {"Account", "UserName" (empty: root), "Secret" (sealed), "Status": "Active"|"Inactive", "CreateDate",
// "LastUse" (key_use.h)}
inline constexpr std::string_view kAccessKeyKind = "server.access_key";

struct KnownKey {
  Caller caller;
  base::Secret secret;
  std::optional<KeyUse> last_use = std::nullopt;  // of a long-term key that has been used
};
// Looks the access key up and opens the session token. Errors in the words of the service's family: unknown
// or inactive key, key and token that do not belong together, a session that has expired or whose user or
// role is gone (one of the same name is another).
aws::Result<KnownKey> find_key(const State& server, const aws::SignatureClaim& claim, aws::ErrorFamily family,
                               const base::Secret& seal_key, base::Time now);

// What temporary credentials cannot call, whatever their policies say (IAM User Guide, "Compare AWS STS credentials").
aws::Result<void> check_temporary(const Caller& caller, std::string_view service, std::string_view operation);

// Secrets rest sealed in the store: base64.
std::string seal_secret(const base::Secret& secret, const base::Secret& seal_key, base::Random& random);
std::optional<base::Secret> unseal_secret(std::string_view sealed, const base::Secret& seal_key);

std::string seal_session(const Session& session, const base::Secret& seal_key, base::Random& random);
std::optional<Session> unseal_session(std::string_view token, const base::Secret& seal_key);

}  // namespace account

// What the four calls that mint temporary credentials have in common.
#pragma once

#include <string>

#include "account/call/caller.h"
#include "account/call/facilities.h"
#include "account/call/mfa.h"
#include "account/call/operation.h"

namespace account::sts {

// A role as a call names it, and what STS reads of it.
struct Role {
  std::string arn;
  std::string account;
  json::Value record;

  std::string trust_policy() const { return std::string(record.string_or("AssumeRolePolicyDocument", "")); }
};

// The account in a role's ARN; ValidationError if the text is no ARN of a role.
aws::Result<std::string> account_of_role(const std::string& role_arn);
// nullopt: there is no such role, which callers must not be able to tell from a trust policy that refuses them.
std::optional<Role> find_role(const State& state, const std::string& role_arn);

// A trust policy that trusts nobody: stands in for that of a role that does not exist.
extern const std::string kTrustsNobody;

// DurationSeconds, checked against the limits of the call.
aws::Result<std::chrono::seconds> duration(const Input& input, int64_t fallback, int64_t maximum);
aws::Result<std::chrono::seconds> role_duration(const Input& input, const Role& role, bool chained);

// SerialNumber and TokenCode of the call (AssumeRole, GetSessionToken); nullopt: it gives none. AccessDenied where
// they are not good.
aws::Result<std::optional<MfaCode>> mfa_code(const Call& call);
// The session has the code's strength, and the code is used up.
void take_mfa(Call& call, const std::optional<MfaCode>& code, Session& session);

// Policy and PolicyArns of the call, checked and put into the session.
aws::Result<void> take_session_policies(const Input& input, const State& account, Session& session);
// Tags of the call (AssumeRole, GetFederationToken), checked.
aws::Result<void> take_tags(const Input& input, Session& session);
// TransitiveTagKeys of the call (AssumeRole): each is the key of one of its tags.
aws::Result<void> take_transitive_keys(const Input& input, Session& session);

// Gives the session its keys and times. The key's id tells the account, since no record does.
void mint(Session& session, std::chrono::seconds life, base::Time now, base::Random& random);
// nullopt: not the id of temporary credentials.
std::optional<std::string> account_of_key_id(std::string_view id);
// A session of a role under the name that the caller chose.
Session role_session(const Role& role, const std::string& session_name);

// The Credentials structure of the answer.
json::Value credentials(const Session& session, Facilities& facilities);
json::Value assumed_role_user(const Session& session);

}  // namespace account::sts

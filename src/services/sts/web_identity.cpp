// AssumeRoleWithWebIdentity: an unsigned call. The token is verified, then the role's trust policy alone decides.
//
// The order of the checks is that of identity/web_identity.h. A role that does not exist and a trust policy
// that does not match give the same answer.
#include "account/call/account_clock.h"
#include "account/record/late_identities.h"
#include "account/record/own_issuers.h"
#include "services/sts/federation.h"
#include "services/sts/sts.h"
#include "services/sts/token_keys.h"

namespace account::sts {
namespace {

using identity::WebIdentity;

constexpr std::chrono::milliseconds kFetchTimeout{5000};

aws::Error to_aws(const identity::TokenError& error) {
  int status = error.code == identity::TokenErrorCode::rejected_claim ? 403 : 400;
  return {std::string(identity::token_error_name(error.code)), status, error.message};
}

std::string provider_arn(const std::string& account, const std::string& issuer_key) {
  return fmt::format("arn:aws:iam::{}:oidc-provider/{}", account, issuer_key);
}

// What IAM knows of an issuer in an account.
std::optional<identity::Provider> find_provider(Facilities& facilities, const std::string& account,
                                                const std::string& issuer) {
  constexpr std::string_view kScheme = "https://";
  if (!issuer.starts_with(kScheme)) return std::nullopt;
  auto transaction = facilities.store.begin();
  if (!transaction) return std::nullopt;
  State state(**transaction, account, "");
  std::string arn = provider_arn(account, issuer.substr(kScheme.size()));
  auto record = Lateness::seen(state, kOidcProvider, arn, Reader::elsewhere);
  if (!record) return std::nullopt;
  return identity::Provider{arn, issuer, texts(*record, "ClientIDList"), texts(*record, "ThumbprintList")};
}

// The cache that leads to the issuer of this token, which is not trusted yet: where it says it comes from
// decides only whom to ask for keys.
identity::KeyCache& keys_for(Facilities& facilities, const std::string& token) {
  auto jwt = crypto::parse_jwt(token);
  auto transaction = facilities.store.begin();
  if (!jwt || !transaction) return facilities.public_keys;
  State state(**transaction, "", "");
  return is_own_issuer(state, jwt->claims.string_or("iss", "")) ? facilities.own_keys
                                                                : facilities.public_keys;
}

aws::Result<WebIdentity> verify(Call& call, const std::string& account) {
  Facilities& facilities = call.facilities;
  std::string token = call.input.text("WebIdentityToken");
  auto find = [&](const std::string& issuer) { return find_provider(facilities, account, issuer); };
  auto result =
      identity::verify_web_identity(token, find, keys_for(facilities, token), machine_clock(facilities).now(),
                                    base::Deadline::in(kFetchTimeout));
  if (!result) return tl::unexpected(to_aws(result.error()));
  return std::move(*result);
}

policy::Context as_context(const std::vector<TokenKey>& keys) {
  policy::Context context;
  for (const TokenKey& key : keys) {
    if (key.is_list) {
      context.set_list(key.name, key.values);
    } else {
      context.set(key.name, key.values.front());
    }
  }
  return context;
}

Output assume_role_with_web_identity(Call& call) {
  const Input& in = call.input;
  if (in.has("ProviderId")) {
    return aws::error("ValidationError", 400, "ProviderId must not be given with an OpenID Connect token");
  }
  std::string role_arn = in.text("RoleArn");
  std::string account = TRY(account_of_role(role_arn));
  WebIdentity who = TRY(verify(call, account));
  std::vector<TokenKey> keys = TRY(token_keys(who));
  std::string provider = provider_arn(account, who.issuer_key);

  auto transaction = TRY(call.facilities.store.begin());
  State state(*transaction, account, "");
  std::optional<Role> role = find_role(state, role_arn);
  if (!role) return not_authorized(call);
  Federated federated{policy::PrincipalType::web_identity,
                      provider,
                      in.text("RoleSessionName"),
                      as_context(keys),
                      who.tags,
                      who.transitive_tag_keys,
                      who.source_identity};
  TRY(check_trust(call, state, *role, federated));
  Session session = federated_session(*role, federated);
  for (const TokenKey& key : keys)
    if (key.carries_on) session.web_identity[key.name] = key.values;
  TRY(take_session_policies(in, state, session));
  mint(session, TRY(role_duration(in, *role, false)), call.now, call.facilities.random);
  TRY(transaction->commit());

  Object output{{"Credentials", credentials(session, call.facilities)},
                {"SubjectFromWebIdentityToken", who.subject},
                {"AssumedRoleUser", assumed_role_user(session)},
                {"Provider", provider},
                {"Audience", who.audience}};
  if (who.source_identity) output.set("SourceIdentity", *who.source_identity);
  return output;
}

constexpr Operation kOperations[] = {
    {"AssumeRoleWithWebIdentity", asks_itself, assume_role_with_web_identity, Transactions::own},
};

}  // namespace

std::span<const Operation> web_identity_operations() {
  return kOperations;
}

}  // namespace account::sts

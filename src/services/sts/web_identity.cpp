// AssumeRoleWithWebIdentity: an unsigned call. The token is verified, then the role's trust policy alone decides.
//
// The order of the checks is that of identity/web_identity.h. A role that does not exist and a trust policy
// that does not match give the same answer.
#include "account/record/identities.h"
#include "account/record/own_issuers.h"
#include "policy/explain/message.h"
#include "services/sts/credentials.h"
#include "services/sts/sts.h"
#include "services/sts/token_keys.h"

namespace account::sts {
namespace {

using identity::WebIdentity;

constexpr std::chrono::milliseconds kFetchTimeout{5000};

tl::unexpected<aws::Error> not_authorized() {
  return aws::error("AccessDenied", 403, "Not authorized to perform sts:AssumeRoleWithWebIdentity");
}

aws::Error to_aws(const identity::TokenError& error) {
  int status = error.code == identity::TokenErrorCode::rejected_claim ? 403 : 400;
  return {std::string(identity::token_error_name(error.code)), status, error.message};
}

std::string provider_arn(const std::string& account, const std::string& issuer_key) {
  return fmt::format("arn:aws:iam::{}:oidc-provider/{}", account, issuer_key);
}

// What IAM knows of an issuer in an account.
std::optional<identity::Provider> find_provider(Environment& environment, const std::string& account,
                                                const std::string& issuer) {
  constexpr std::string_view kScheme = "https://";
  if (!issuer.starts_with(kScheme)) return std::nullopt;
  auto transaction = environment.store.begin();
  if (!transaction) return std::nullopt;
  State state(**transaction, account, "");
  std::string arn = provider_arn(account, issuer.substr(kScheme.size()));
  auto record = state.get(kOidcProvider, arn);
  if (!record) return std::nullopt;
  return identity::Provider{arn, issuer, texts(*record, "ClientIDList"), texts(*record, "ThumbprintList")};
}

// The cache that leads to the issuer of this token, which is not trusted yet: where it says it comes from
// decides only whom to ask for keys.
identity::KeyCache& keys_for(Environment& environment, const std::string& token) {
  auto jwt = crypto::parse_jwt(token);
  auto transaction = environment.store.begin();
  if (!jwt || !transaction) return environment.public_keys;
  State state(**transaction, "", "");
  return is_own_issuer(state, jwt->claims.string_or("iss", "")) ? environment.own_keys
                                                                : environment.public_keys;
}

aws::Result<WebIdentity> verify(Call& call, const std::string& account) {
  Environment& environment = call.environment;
  std::string token = call.input.text("WebIdentityToken");
  auto find = [&](const std::string& issuer) { return find_provider(environment, account, issuer); };
  auto result = identity::verify_web_identity(token, find, keys_for(environment, token), call.now,
                                              base::Deadline::in(kFetchTimeout));
  if (!result) return tl::unexpected(to_aws(result.error()));
  return std::move(*result);
}

// Whoever signed the call, if anybody did, is not asked: the token alone says who calls.
policy::Context trust_context(const Call& call, const WebIdentity& who, const std::vector<TokenKey>& keys,
                              const Caller& federated) {
  policy::Context context = request_context(federated, call.http, call.region, call.now);
  for (const TokenKey& key : keys) {
    if (key.is_list) {
      context.set_list(key.name, key.values);
    } else {
      context.set(key.name, key.values.front());
    }
  }
  context.set("aws:FederatedProvider", federated.principal.arn);
  context.set("sts:RoleSessionName", call.input.text("RoleSessionName"));
  if (who.source_identity) context.set("sts:SourceIdentity", *who.source_identity);
  std::vector<std::string> tag_keys;
  for (const auto& [key, value] : who.tags) {
    context.set("aws:RequestTag/" + key, value);
    tag_keys.push_back(key);
  }
  if (!tag_keys.empty()) context.set_list("aws:TagKeys", tag_keys);
  if (!who.transitive_tag_keys.empty()) context.set_list("sts:TransitiveTagKeys", who.transitive_tag_keys);
  return context;
}

// The trust policy must allow the call itself, and what the token brings along.
aws::Result<void> authorize(Call& call, const State& state, const Role& role, const WebIdentity& who,
                            const std::vector<TokenKey>& keys, const std::string& provider) {
  Caller federated;
  federated.principal.type = policy::PrincipalType::web_identity;
  federated.principal.arn = provider;
  federated.principal.account = role.account;
  policy::Context context = trust_context(call, who, keys, federated);
  std::vector<std::string> actions = {"sts:AssumeRoleWithWebIdentity"};
  if (!who.tags.empty()) actions.emplace_back("sts:TagSession");
  if (who.source_identity) actions.emplace_back("sts:SetSourceIdentity");
  for (const std::string& action : actions) {
    Question question{
        action, role.arn, role.account, {}, role.trust_policy(), policy::ResourcePolicyKind::trust};
    auto prepared = TRY(call.environment.authorizer.prepare(federated, question, context, state));
    if (!policy::evaluate(prepared.request, prepared.layers).allowed()) return not_authorized();
  }
  return {};
}

Session session_of(const Role& role, const Call& call, const WebIdentity& who,
                   const std::vector<TokenKey>& keys, const std::string& provider) {
  Session session = role_session(role, call.input.text("RoleSessionName"));
  session.federated_provider = provider;
  session.tags = who.tags;
  session.transitive_tag_keys = who.transitive_tag_keys;
  session.source_identity = who.source_identity.value_or("");
  for (const TokenKey& key : keys) {
    if (key.carries_on) session.web_identity[key.name] = key.values;
  }
  return session;
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

  auto transaction = TRY(call.environment.store.begin());
  State state(*transaction, account, "");
  std::optional<Role> role = find_role(state, role_arn);
  if (!role) return not_authorized();
  TRY(authorize(call, state, *role, who, keys, provider));
  Session session = session_of(*role, call, who, keys, provider);
  TRY(take_session_policies(in, state, session));
  mint(session, TRY(role_duration(in, *role, false)), call.now, call.environment.random);
  TRY(transaction->commit());

  Object output{{"Credentials", credentials(session, call.environment)},
                {"SubjectFromWebIdentityToken", who.subject},
                {"AssumedRoleUser", assumed_role_user(session)},
                {"Provider", provider},
                {"Audience", who.audience}};
  if (who.source_identity) output.set("SourceIdentity", *who.source_identity);
  return output;
}

constexpr Operation kOperations[] = {
    {"AssumeRoleWithWebIdentity", on_nothing, assume_role_with_web_identity, Transactions::own},
};

}  // namespace

std::span<const Operation> web_identity_operations() {
  return kOperations;
}

}  // namespace account::sts

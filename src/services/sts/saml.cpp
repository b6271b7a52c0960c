// AssumeRoleWithSAML: an unsigned call. The response is verified by the provider's certificates, then the role's
// trust policy alone decides. A role that does not exist and a trust policy that does not match give the same answer.
#include "account/record/identities.h"
#include "base/arn.h"
#include "base/encoding.h"
#include "crypto/digest.h"
#include "identity/saml_response.h"
#include "services/sts/credentials.h"
#include "services/sts/sts.h"

namespace account::sts {
namespace {

using identity::SamlIdentity;

tl::unexpected<aws::Error> not_authorized() {
  return aws::error("AccessDenied", 403, "Not authorized to perform sts:AssumeRoleWithSAML");
}

aws::Error to_aws(const identity::TokenError& error) {
  int status = error.code == identity::TokenErrorCode::rejected_claim ? 403 : 400;
  return {std::string(identity::token_error_name(error.code)), status, error.message};
}

// ACCOUNT and NAME of arn:aws:iam::ACCOUNT:saml-provider/NAME.
struct ProviderName {
  std::string account;
  std::string name;
};
aws::Result<ProviderName> read_provider(const std::string& text) {
  constexpr std::string_view kResource = "saml-provider/";
  auto arn = base::Arn::parse(text);
  bool is_provider = arn && arn->service == "iam" && base::is_account_id(arn->account) &&
                     arn->resource.starts_with(kResource);
  if (!is_provider) return aws::error("ValidationError", 400, "{} is invalid", text);
  return ProviderName{arn->account, arn->resource.substr(kResource.size())};
}

aws::Result<SamlIdentity> verify(const Call& call, const std::string& account) {
  std::string arn = call.input.text("PrincipalArn");
  auto provider = call.state.of(account).get(kSamlProvider, arn);
  if (!provider) return aws::error("InvalidIdentityToken", 400, "Specified provider doesn't exist");
  auto metadata = identity::read_saml_metadata(provider->string_or("Metadata", ""));
  if (!metadata) return tl::unexpected(aws::Error(metadata.error()));
  auto who = identity::verify_saml_response(call.input.text("SAMLAssertion"), *metadata, call.now);
  if (!who) return tl::unexpected(to_aws(who.error()));
  if (!who->may_have(call.input.text("RoleArn"), arn)) {
    return aws::error("InvalidIdentityToken", 400,
                      "SAML Assertion doesn't contain the requested Role and Metadata in the attributes");
  }
  return std::move(*who);
}

// BASE64(SHA1(ISSUER + ACCOUNT + "/" + NAME)), as the API Reference says it.
std::string name_qualifier(const SamlIdentity& who, const ProviderName& provider) {
  return base::base64(
      crypto::digest(crypto::Digest::sha1, who.issuer + provider.account + "/" + provider.name));
}

// The keys that carry on into the session.
std::map<std::string, std::vector<std::string>> saml_keys(const SamlIdentity& who,
                                                          const ProviderName& provider) {
  auto keys = who.keys;
  keys["saml:aud"] = {who.audience};
  keys["saml:iss"] = {who.issuer};
  keys["saml:sub"] = {who.subject};
  keys["saml:sub_type"] = {who.subject_type};
  keys["saml:namequalifier"] = {name_qualifier(who, provider)};
  keys["saml:doc"] = {provider.account + "/" + provider.name};
  return keys;
}

Session session_of(const Call& call, const Role& role, const SamlIdentity& who,
                   const ProviderName& provider) {
  Session session = role_session(role, who.session_name);
  session.federated_provider = call.input.text("PrincipalArn");
  session.tags = who.tags;
  session.transitive_tag_keys = who.transitive_tag_keys;
  session.source_identity = who.source_identity.value_or("");
  session.web_identity = saml_keys(who, provider);
  return session;
}

policy::Context trust_context(const Call& call, const Session& session, const SamlIdentity& who,
                              const Caller& federated) {
  policy::Context context = request_context(federated, call.http, call.region, call.now);
  for (const auto& [key, values] : session.web_identity) {
    if (values.size() > 1) {
      context.set_list(key, values);
    } else {
      context.set(key, values.front());
    }
  }
  context.set("aws:FederatedProvider", federated.principal.arn);
  context.set("sts:RoleSessionName", who.session_name);
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

// The trust policy must allow the call itself, and what the assertion brings along.
aws::Result<void> authorize(Call& call, const Role& role, const Session& session, const SamlIdentity& who) {
  Caller federated;
  federated.principal.type = policy::PrincipalType::saml;
  federated.principal.arn = session.federated_provider;
  federated.principal.account = role.account;
  policy::Context context = trust_context(call, session, who, federated);
  std::vector<std::string> actions = {"sts:AssumeRoleWithSAML"};
  if (!who.tags.empty()) actions.emplace_back("sts:TagSession");
  if (who.source_identity) actions.emplace_back("sts:SetSourceIdentity");
  for (const std::string& action : actions) {
    Question question{
        action, role.arn, role.account, {}, role.trust_policy(), policy::ResourcePolicyKind::trust};
    auto prepared = TRY(call.environment.authorizer.prepare(federated, question, context, call.state));
    if (!policy::evaluate(prepared.request, prepared.layers).allowed()) return not_authorized();
  }
  return {};
}

// No longer than the identity provider's own session.
aws::Result<std::chrono::seconds> life(const Call& call, const Role& role, const SamlIdentity& who) {
  std::chrono::seconds asked = TRY(role_duration(call.input, role, false));
  if (!who.session_ends) return asked;
  auto left = std::chrono::floor<std::chrono::seconds>(*who.session_ends - call.now);
  if (left.count() > 0) return std::min(asked, left);
  return aws::error("ExpiredTokenException", 400, "Token is expired: SessionNotOnOrAfter has passed");
}

Output assume_role_with_saml(Call& call) {
  std::string role_arn = call.input.text("RoleArn");
  std::string account = TRY(account_of_role(role_arn));
  ProviderName provider = TRY(read_provider(call.input.text("PrincipalArn")));
  SamlIdentity who = TRY(verify(call, provider.account));
  std::optional<Role> role = find_role(call.state, role_arn);
  if (!role || provider.account != account) return not_authorized();
  Session session = session_of(call, *role, who, provider);
  TRY(authorize(call, *role, session, who));
  TRY(take_session_policies(call.input, call.state.of(account), session));
  mint(session, TRY(life(call, *role, who)), call.now, call.environment.random);
  Object output{{"Credentials", credentials(session, call.environment)},
                {"AssumedRoleUser", assumed_role_user(session)},
                {"Subject", who.subject},
                {"SubjectType", who.subject_type},
                {"Issuer", who.issuer},
                {"Audience", who.audience},
                {"NameQualifier", name_qualifier(who, provider)}};
  if (who.source_identity) output.set("SourceIdentity", *who.source_identity);
  return output;
}

constexpr Operation kOperations[] = {
    {"AssumeRoleWithSAML", on_nothing, assume_role_with_saml},
};

}  // namespace

std::span<const Operation> saml_operations() {
  return kOperations;
}

}  // namespace account::sts

// AssumeRoleWithSAML: an unsigned call. The response is verified by the provider's certificates, then the role's
// trust policy alone decides. A role that does not exist and a trust policy that does not match give the same answer.
#include "account/call/account_clock.h"
#include "account/record/identities.h"
#include "base/arn.h"
#include "base/encoding.h"
#include "crypto/digest.h"
#include "identity/saml_response.h"
#include "services/sts/federation.h"
#include "services/sts/sts.h"

namespace account::sts {
namespace {

using identity::SamlIdentity;

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
  auto who = identity::verify_saml_response(call.input.text("SAMLAssertion"), *metadata,
                                            machine_clock(call.facilities).now());
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

// Values of more than one are lists, since that is how an attribute of several values comes.
policy::Context as_context(const std::map<std::string, std::vector<std::string>>& keys) {
  policy::Context context;
  for (const auto& [key, values] : keys) {
    if (values.size() > 1) {
      context.set_list(key, values);
    } else {
      context.set(key, values.front());
    }
  }
  return context;
}

// No longer than the identity provider's own session.
aws::Result<std::chrono::seconds> life(const Call& call, const Role& role, const SamlIdentity& who) {
  std::chrono::seconds asked = TRY(role_duration(call.input, role, false));
  if (!who.session_ends) return asked;
  auto left =
      std::chrono::floor<std::chrono::seconds>(*who.session_ends - machine_clock(call.facilities).now());
  if (left.count() > 0) return std::min(asked, left);
  return aws::error("ExpiredTokenException", 400, "Token is expired: SessionNotOnOrAfter has passed");
}

Output assume_role_with_saml(Call& call) {
  std::string role_arn = call.input.text("RoleArn");
  std::string account = TRY(account_of_role(role_arn));
  ProviderName provider = TRY(read_provider(call.input.text("PrincipalArn")));
  SamlIdentity who = TRY(verify(call, provider.account));
  std::optional<Role> role = find_role(call.state, role_arn);
  if (!role || provider.account != account) return not_authorized(call);
  auto keys = saml_keys(who, provider);
  Federated federated{policy::PrincipalType::saml,
                      call.input.text("PrincipalArn"),
                      who.session_name,
                      as_context(keys),
                      who.tags,
                      who.transitive_tag_keys,
                      who.source_identity};
  TRY(check_trust(call, call.state, *role, federated));
  Session session = federated_session(*role, federated);
  session.web_identity = std::move(keys);
  TRY(take_session_policies(call.input, call.state.of(account), session));
  mint(session, TRY(life(call, *role, who)), call.now, call.facilities.random);
  Object output{{"Credentials", credentials(session, call.facilities)},
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
    {"AssumeRoleWithSAML", asks_itself, assume_role_with_saml},
};

}  // namespace

std::span<const Operation> saml_operations() {
  return kOperations;
}

}  // namespace account::sts

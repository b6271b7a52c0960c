#include "identity/saml_response.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "base/text.h"
#include "identity/canonical_xml.h"
#include "identity/saml_attributes.h"
#include "identity/xml.h"
#include "identity/xml_signature.h"

namespace identity {
namespace {

constexpr std::string_view kProtocol = "urn:oasis:names:tc:SAML:2.0:protocol";
constexpr std::string_view kAssertion = "urn:oasis:names:tc:SAML:2.0:assertion";
constexpr std::string_view kSuccess = "urn:oasis:names:tc:SAML:2.0:status:Success";
constexpr std::string_view kBearer = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
constexpr std::string_view kFormat = "urn:oasis:names:tc:SAML:2.0:nameid-format:";
constexpr auto kLife = std::chrono::minutes(5);  // from the assertion's making to its use
constexpr auto kSkew = std::chrono::minutes(1);  // by which the provider's clock may be ahead of ours
constexpr XmlLimits kLimits{.max_bytes = 100'000, .max_depth = 32, .max_elements = 5'000};

tl::unexpected<TokenError> invalid(std::string message) {
  return tl::unexpected(TokenError{TokenErrorCode::invalid_identity_token, std::move(message)});
}
tl::unexpected<TokenError> expired(std::string message) {
  return tl::unexpected(TokenError{TokenErrorCode::expired_token, std::move(message)});
}

TokenResult<XmlElement> parse(std::string_view response) {
  std::string packed;
  for (char c : response)
    if (c != '\r' && c != '\n') packed += c;
  auto text = base::unbase64(packed);
  if (!text) return invalid("Invalid base64 SAMLResponse");
  auto root = parse_xml(*text, kLimits);
  if (!root || !root->is(kProtocol, "Response") || has_duplicate_ids(*root))
    return invalid("Invalid SAML response");
  return std::move(*root);
}

// The one assertion, as the provider has signed it: by itself, or with the whole response. Where both are signed
// both signatures are good.
TokenResult<XmlElement> signed_assertion(const XmlElement& response,
                                         const std::vector<crypto::PublicKey>& keys) {
  const XmlElement* assertion = response.one(kAssertion, "Assertion");
  if (!assertion) return invalid("Responses must contain exactly one Assertion, which is not encrypted");
  std::optional<XmlElement> whole;
  if (is_signed(response)) {
    auto read = read_signed(response, keys);
    if (!read) return invalid("Response signature invalid");
    whole = std::move(*read);
  }
  if (is_signed(*assertion)) {
    auto read = read_signed(*assertion, keys);
    if (!read) return invalid("Response signature invalid");
    return std::move(*read);
  }
  const XmlElement* of_whole = whole ? whole->one(kAssertion, "Assertion") : nullptr;
  if (!of_whole) return invalid("Response signature invalid");
  auto copy = parse_xml(canonical_xml(*of_whole));
  if (!copy) return invalid("Response signature invalid");
  return std::move(*copy);
}

// A date that an element must have.
std::optional<base::Time> time_of(const XmlElement& element, std::string_view attribute) {
  return base::parse_iso8601(element.attribute(attribute));
}

bool is_sign_in(std::string_view url) {
  constexpr std::string_view kScheme = "https://", kHost = "signin.aws.amazon.com/saml";
  if (!url.starts_with(kScheme)) return false;
  url.remove_prefix(kScheme.size());
  if (url == kHost) return true;
  size_t dot = url.find('.');
  if (dot == std::string_view::npos || url.substr(dot + 1) != kHost) return false;
  std::string_view region = url.substr(0, dot);
  return std::all_of(region.begin(), region.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

TokenResult<void> read_subject(const XmlElement& assertion, base::Time now, SamlIdentity& into) {
  const XmlElement* subject = assertion.one(kAssertion, "Subject");
  const XmlElement* name = subject ? subject->one(kAssertion, "NameID") : nullptr;
  into.subject = name ? name->text() : "";
  if (into.subject.empty()) return invalid("Responses must contain a Subject with a NameID");
  into.subject_type = name->attribute("Format");
  if (into.subject_type.starts_with(kFormat)) into.subject_type.erase(0, kFormat.size());
  const XmlElement* confirmation = subject->one(kAssertion, "SubjectConfirmation");
  const XmlElement* data = confirmation && confirmation->attribute("Method") == kBearer
                               ? confirmation->one(kAssertion, "SubjectConfirmationData")
                               : nullptr;
  auto ends = data ? time_of(*data, "NotOnOrAfter") : std::nullopt;
  into.audience = data ? data->attribute("Recipient") : "";
  if (!ends || into.audience.empty())
    return invalid("Responses must contain SubjectConfirmatonData with a Recipient and NotOnOrAfter");
  if (!is_sign_in(into.audience)) return invalid("Recipient is not the sign-in endpoint of AWS");
  if (now >= *ends)
    return expired("Token is expired: NotOnOrAfter of its SubjectConfirmationData has passed");
  return {};
}

TokenResult<void> check_conditions(const XmlElement& assertion, base::Time now) {
  auto issued = time_of(assertion, "IssueInstant");
  if (!issued || *issued > now + kSkew) return invalid("IssueInstant is absent or in the future");
  if (now - *issued > kLife) return expired("Token must be redeemed within 5 minutes of issuance");
  const XmlElement* conditions = assertion.one(kAssertion, "Conditions");
  if (!conditions) return invalid("Responses must contain Conditions");
  auto begins = time_of(*conditions, "NotBefore");
  auto ends = time_of(*conditions, "NotOnOrAfter");
  bool is_mistyped = (!begins && !conditions->attribute("NotBefore").empty()) ||
                     (!ends && !conditions->attribute("NotOnOrAfter").empty());
  if (is_mistyped || (begins && *begins > now + kSkew)) return invalid("Token is not valid yet");
  if (ends && now >= *ends) return expired("Token is expired: NotOnOrAfter of its Conditions has passed");
  auto restrictions = conditions->all(kAssertion, "AudienceRestriction");
  for (const XmlElement* restriction : restrictions) {
    auto audiences = restriction->all(kAssertion, "Audience");
    bool is_for_aws = std::any_of(audiences.begin(), audiences.end(), [](const XmlElement* audience) {
      return audience->text() == "urn:amazon:webservices" || is_sign_in(audience->text());
    });
    if (!is_for_aws) return invalid("Audience is not AWS");
  }
  if (restrictions.empty()) return invalid("Responses must contain an AudienceRestriction");
  return {};
}

}  // namespace

bool SamlIdentity::may_have(std::string_view role, std::string_view provider) const {
  return std::any_of(roles.begin(), roles.end(),
                     [&](const auto& pair) { return pair.first == role && pair.second == provider; });
}

TokenResult<SamlIdentity> verify_saml_response(std::string_view response, const SamlMetadata& provider,
                                               base::Time now) {
  XmlElement root = TRY(parse(response));
  XmlElement assertion = TRY(signed_assertion(root, provider.keys));
  const XmlElement* status = root.one(kProtocol, "Status");
  const XmlElement* code = status ? status->one(kProtocol, "StatusCode") : nullptr;
  if (!code || code->attribute("Value") != kSuccess) return invalid("Response is not of a success");
  if (provider.valid_until && now >= *provider.valid_until)
    return invalid("The metadata of the provider is expired");
  const XmlElement* issuer = assertion.one(kAssertion, "Issuer");
  SamlIdentity who;
  who.issuer = issuer ? issuer->text() : "";
  if (who.issuer != provider.issuer) return invalid("Issuer not present in specified provider");
  TRY(check_conditions(assertion, now));
  TRY(read_subject(assertion, now, who));
  TRY(read_saml_attributes(assertion, who));
  if (const XmlElement* statement = assertion.one(kAssertion, "AuthnStatement"))
    who.session_ends = time_of(*statement, "SessionNotOnOrAfter");
  return who;
}

}  // namespace identity

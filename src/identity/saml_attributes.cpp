#include "identity/saml_attributes.h"

#include <algorithm>

#include "base/text.h"

namespace identity {
namespace {

constexpr std::string_view kAssertion = "urn:oasis:names:tc:SAML:2.0:assertion";
constexpr std::string_view kAws = "https://aws.amazon.com/SAML/Attributes/";
constexpr std::string_view kTag = "PrincipalTag:";

struct Key {
  std::string_view attribute;
  std::string_view key;
};
constexpr Key kKeys[] = {
    {"urn:oid:1.3.6.1.4.1.5923.1.1.1.1", "saml:edupersonaffiliation"},
    {"urn:oid:1.3.6.1.4.1.5923.1.1.1.2", "saml:edupersonnickname"},
    {"urn:oid:1.3.6.1.4.1.5923.1.1.1.3", "saml:edupersonorgdn"},
    {"urn:oid:1.3.6.1.4.1.5923.1.1.1.4", "saml:edupersonorgunitdn"},
    {"urn:oid:1.3.6.1.4.1.5923.1.1.1.5", "saml:edupersonprimaryaffiliation"},
    {"urn:oid:1.3.6.1.4.1.5923.1.1.1.6", "saml:edupersonprincipalname"},
    {"urn:oid:1.3.6.1.4.1.5923.1.1.1.7", "saml:edupersonentitlement"},
    {"urn:oid:1.3.6.1.4.1.5923.1.1.1.8", "saml:edupersonprimaryorgunitdn"},
    {"urn:oid:1.3.6.1.4.1.5923.1.1.1.9", "saml:edupersonscopedaffiliation"},
    {"urn:oid:1.3.6.1.4.1.5923.1.1.1.10", "saml:edupersontargetedid"},
    {"urn:oid:1.3.6.1.4.1.5923.1.1.1.11", "saml:edupersonassurance"},
    {"urn:oid:1.3.6.1.4.1.5923.1.2.1.2", "saml:eduorghomepageuri"},
    {"urn:oid:1.3.6.1.4.1.5923.1.2.1.3", "saml:eduorgidentityauthnpolicyuri"},
    {"urn:oid:1.3.6.1.4.1.5923.1.2.1.4", "saml:eduorglegalname"},
    {"urn:oid:1.3.6.1.4.1.5923.1.2.1.5", "saml:eduorgsuperioruri"},
    {"urn:oid:1.3.6.1.4.1.5923.1.2.1.6", "saml:eduorgwhitepagesuri"},
    {"urn:oid:2.5.4.3", "saml:cn"},
    {"urn:oid:2.5.4.4", "saml:surname"},
    {"urn:oid:2.5.4.41", "saml:name"},
    {"urn:oid:2.5.4.42", "saml:givenName"},
    {"urn:oid:2.5.4.45", "saml:x500UniqueIdentifier"},
    {"urn:oid:0.9.2342.19200300.100.1.1", "saml:uid"},
    {"urn:oid:0.9.2342.19200300.100.1.3", "saml:mail"},
    {"urn:oid:0.9.2342.19200300.100.1.45", "saml:organizationStatus"},
    {"http://schemas.xmlsoap.org/claims/CommonName", "saml:commonName"},
    {"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name", "saml:name"},
    {"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname", "saml:givenName"},
    {"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname", "saml:surname"},
    {"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress", "saml:mail"},
    {"http://schemas.microsoft.com/ws/2008/06/identity/claims/primarygroupsid", "saml:primaryGroupSID"},
};

tl::unexpected<TokenError> invalid(std::string_view message) {
  return tl::unexpected(TokenError{TokenErrorCode::invalid_identity_token, std::string(message)});
}

// `[\w+=,.@-]{2,64}`, for sessions and source identities.
bool is_session_name(std::string_view text) {
  return text.size() >= 2 && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
           bool is_word =
               (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
           return is_word || std::string_view("+=,.@-").find(c) != std::string_view::npos;
         });
}

// ROLE,PROVIDER or PROVIDER,ROLE; nullopt: neither.
std::optional<std::pair<std::string, std::string>> read_pair(std::string_view value) {
  auto parts = base::split(value, ',');
  if (parts.size() != 2) return std::nullopt;
  std::string first(base::trim(parts[0])), second(base::trim(parts[1]));
  if (first.find(":saml-provider/") != std::string::npos) std::swap(first, second);
  return std::pair(first, second);
}

// One whose name AWS gives a meaning; `name` is what follows kAws.
TokenResult<void> read_own(std::string_view name, const std::vector<std::string>& values,
                           SamlIdentity& into) {
  if (name == "Role") {
    for (const std::string& value : values)
      if (auto pair = read_pair(value)) into.roles.push_back(std::move(*pair));
  } else if (name == "RoleSessionName") {
    if (values.size() != 1 || !is_session_name(values[0]))
      return invalid("RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}");
    into.session_name = values[0];
  } else if (name == "SourceIdentity") {
    if (values.size() != 1 || !is_session_name(values[0]))
      return invalid("SourceIdentity in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}");
    into.source_identity = values[0];
  } else if (name.starts_with(kTag)) {
    std::string key(name.substr(kTag.size()));
    if (values.size() != 1 || key.empty() || key.size() > 128 || values[0].size() > 256)
      return invalid("PrincipalTag in AuthnResponse must have one key and one value");
    into.tags[key] = values[0];
  } else if (name == "TransitiveTagKeys") {
    into.transitive_tag_keys = values;
  }
  return {};
}

std::vector<std::string> values_of(const XmlElement& attribute) {
  std::vector<std::string> values;
  for (const XmlElement* value : attribute.all(kAssertion, "AttributeValue")) values.push_back(value->text());
  return values;
}

}  // namespace

TokenResult<void> read_saml_attributes(const XmlElement& assertion, SamlIdentity& into) {
  for (const XmlElement* statement : assertion.all(kAssertion, "AttributeStatement")) {
    for (const XmlElement* attribute : statement->all(kAssertion, "Attribute")) {
      std::string name = attribute->attribute("Name");
      std::vector<std::string> values = values_of(*attribute);
      if (name.starts_with(kAws)) {
        TRY(read_own(std::string_view(name).substr(kAws.size()), values, into));
        continue;
      }
      for (const Key& one : kKeys)
        if (one.attribute == name && !values.empty()) into.keys[std::string(one.key)] = values;
    }
  }
  if (into.session_name.empty()) return invalid("RoleSessionName is required in AuthnResponse");
  return {};
}

}  // namespace identity

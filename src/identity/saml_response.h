// Verifies a SAML response as STS does (STS API Reference, AssumeRoleWithSAML; IAM User Guide, "Configure SAML
// assertions for the authentication response"; SAML core, SAML profiles section 4.1.4). What it must withstand is
// in saml_response_test.cpp.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "identity/saml_metadata.h"
#include "identity/web_identity.h"

namespace identity {

// What a response says that is signed by its identity provider and good now.
struct SamlIdentity {
  std::string issuer;
  std::string subject;       // NameID
  std::string subject_type;  // its format, without urn:oasis:names:tc:SAML:2.0:nameid-format:
  std::string audience;      // the Recipient, where it may be handed in
  std::string session_name;
  // {role, provider}, as the Role attribute pairs them in either order.
  std::vector<std::pair<std::string, std::string>> roles;
  std::optional<std::string> source_identity;
  std::map<std::string, std::string> tags;
  std::vector<std::string> transitive_tag_keys;
  std::optional<base::Time> session_ends;  // SessionNotOnOrAfter
  // Condition keys that its attributes become: saml:cn, saml:edupersonaffiliation, ...
  std::map<std::string, std::vector<std::string>> keys;

  bool may_have(std::string_view role, std::string_view provider) const;
};

// `response`: base64, as it comes to the browser. The error's code is one of AssumeRoleWithSAML, its message in
// AWS's words where they are known.
TokenResult<SamlIdentity> verify_saml_response(std::string_view response, const SamlMetadata& provider,
                                               base::Time now);

}  // namespace identity

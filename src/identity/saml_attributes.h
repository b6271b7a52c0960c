// The attributes of a SAML assertion that AWS gives a meaning (IAM User Guide, "Configure SAML assertions for the
// authentication response"), and those that become condition keys ("Available keys for SAML-based AWS STS federation").
#pragma once

#include "identity/saml_response.h"
#include "identity/xml.h"

namespace identity {

// Roles, session name, source identity, tags and keys of a verified assertion.
TokenResult<void> read_saml_attributes(const XmlElement& assertion, SamlIdentity& into);

}  // namespace identity

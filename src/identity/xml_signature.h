// XML signatures as SAML has them (SAML core, section 5.4; XML Signature Syntax and Processing 1.1): enveloped by
// the element that they sign, with exclusive canonicalisation.
//
// Against signature wrapping: the signature is a child of what it signs and refers to it by an ID that no other
// element has, and what is read afterwards is what was signed, parsed again from the very bytes. Keys come from
// whoever trusts the signer; KeyInfo is not read. SHA-1 is refused.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/key.h"
#include "identity/xml.h"

namespace identity {

inline constexpr std::string_view kDsigUri = "http://www.w3.org/2000/09/xmldsig#";

// Whether two elements of the document have the same ID.
bool has_duplicate_ids(const XmlElement& root);

bool is_signed(const XmlElement& element);

// What `element` says by its own signature, without it. ErrorKind::denied: nobody with one of these keys
// has signed it so.
base::Result<XmlElement> read_signed(const XmlElement& element, const std::vector<crypto::PublicKey>& keys);

}  // namespace identity

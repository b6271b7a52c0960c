#include "identity/saml_metadata.h"

#include "crypto/certificate_check.h"
#include "identity/xml.h"
#include "identity/xml_signature.h"

namespace identity {
namespace {

using base::ErrorKind;
using base::Result;

constexpr std::string_view kUri = "urn:oasis:names:tc:SAML:2.0:metadata";

// Of one KeyDescriptor; one that is for encryption has none.
void add_keys(const XmlElement& descriptor, std::vector<crypto::PublicKey>& keys) {
  std::string use = descriptor.attribute("use");
  const XmlElement* info = descriptor.one(kDsigUri, "KeyInfo");
  if (!info || (!use.empty() && use != "signing")) return;
  for (const XmlElement* data : info->all(kDsigUri, "X509Data")) {
    for (const XmlElement* certificate : data->all(kDsigUri, "X509Certificate")) {
      auto key = crypto::certificate_key(crypto::certificate_pem(certificate->text()));
      if (key) keys.push_back(std::move(*key));
    }
  }
}

}  // namespace

Result<SamlMetadata> read_saml_metadata(std::string_view text) {
  XmlElement root = TRY(parse_xml(text));
  const XmlElement* provider = root.one(kUri, "IDPSSODescriptor");
  if (!root.is(kUri, "EntityDescriptor") || !provider)
    return base::fail(ErrorKind::invalid, "not the metadata of one identity provider");
  SamlMetadata metadata;
  metadata.issuer = root.attribute("entityID");
  if (metadata.issuer.empty()) return base::fail(ErrorKind::invalid, "the metadata has no entityID");
  for (const XmlElement* descriptor : provider->all(kUri, "KeyDescriptor"))
    add_keys(*descriptor, metadata.keys);
  if (metadata.keys.empty())
    return base::fail(ErrorKind::invalid, "the metadata has no certificate of a key that signs");
  std::string until = root.attribute("validUntil");
  if (!until.empty()) {
    metadata.valid_until = base::parse_iso8601(until);
    if (!metadata.valid_until) return base::fail(ErrorKind::invalid, "validUntil is no date");
  }
  return metadata;
}

}  // namespace identity

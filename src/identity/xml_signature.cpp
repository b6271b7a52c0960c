#include "identity/xml_signature.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "identity/canonical_xml.h"

namespace identity {
namespace {

using base::ErrorKind;
using base::Result;
using crypto::Algorithm;
using crypto::Digest;

constexpr std::string_view kExclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
constexpr std::string_view kEnveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

template <typename T>
struct Named {
  std::string_view uri;
  T value;
};
constexpr std::array<Named<Algorithm>, 6> kSignatureMethods = {{
    {"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", Algorithm::rs256},
    {"http://www.w3.org/2001/04/xmldsig-more#rsa-sha384", Algorithm::rs384},
    {"http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", Algorithm::rs512},
    {"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", Algorithm::es256},
    {"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384", Algorithm::es384},
    {"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512", Algorithm::es512},
}};
constexpr std::array<Named<Digest>, 3> kDigestMethods = {{
    {"http://www.w3.org/2001/04/xmlenc#sha256", Digest::sha256},
    {"http://www.w3.org/2001/04/xmldsig-more#sha384", Digest::sha384},
    {"http://www.w3.org/2001/04/xmlenc#sha512", Digest::sha512},
}};

template <typename T, size_t n>
std::optional<T> value_of(const std::array<Named<T>, n>& list, std::string_view uri) {
  for (const Named<T>& one : list)
    if (one.uri == uri) return one.value;
  return std::nullopt;
}

tl::unexpected<base::Error> wrong(std::string_view what) {
  return base::fail(ErrorKind::denied, "not a signature that is taken here: {}", what);
}

bool collect_ids(const XmlElement& element, std::set<std::string>& seen) {
  std::string id = element.attribute("ID");
  if (!id.empty() && !seen.insert(id).second) return false;
  return std::all_of(element.children.begin(), element.children.end(), [&](const XmlNode& child) {
    return !child.element || collect_ids(*child.element, seen);
  });
}

// The PrefixList of a transform or of the canonicalisation.
std::vector<std::string> prefix_list(const XmlElement& method) {
  std::vector<std::string> prefixes;
  const XmlElement* inclusive = method.one(kExclusive, "InclusiveNamespaces");
  if (!inclusive) return prefixes;
  std::string list = inclusive->attribute("PrefixList");
  for (std::string_view one : base::split(list, ' ')) {
    if (!one.empty()) prefixes.emplace_back(one == "#default" ? "" : one);
  }
  return prefixes;
}

// Enveloped, then exclusive: the two of SAML core 5.4.4, in that order, each once.
Result<std::vector<std::string>> check_transforms(const XmlElement& reference) {
  const XmlElement* transforms = reference.one(kDsigUri, "Transforms");
  auto list = transforms ? transforms->all(kDsigUri, "Transform") : std::vector<const XmlElement*>();
  bool fits = list.size() == 2 && list[0]->attribute("Algorithm") == kEnveloped &&
              list[1]->attribute("Algorithm") == kExclusive;
  if (!fits) return wrong("its transforms are not the enveloped signature and exclusive canonicalisation");
  return prefix_list(*list[1]);
}

// The canonical text that the reference is to, if its digest is right.
Result<std::string> check_reference(const XmlElement& element, const XmlElement& signature,
                                    const XmlElement& info) {
  const XmlElement* reference = info.one(kDsigUri, "Reference");
  std::string id = element.attribute("ID");
  if (!reference || id.empty() || reference->attribute("URI") != "#" + id)
    return wrong("it is not over the element that it stands in");
  std::vector<std::string> prefixes = TRY(check_transforms(*reference));
  const XmlElement* method = reference->one(kDsigUri, "DigestMethod");
  const XmlElement* value = reference->one(kDsigUri, "DigestValue");
  auto algorithm = method ? value_of(kDigestMethods, method->attribute("Algorithm")) : std::nullopt;
  auto wanted = value ? base::unbase64(value->text()) : std::nullopt;
  if (!algorithm || !wanted) return wrong("its digest is none of SHA-256, SHA-384, SHA-512");
  std::string text = canonical_xml(element, &signature, prefixes);
  if (crypto::digest(*algorithm, text) != *wanted) return wrong("what it is over has been changed");
  return text;
}

std::string without_space(std::string_view text) {
  std::string out;
  for (char c : text)
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') out += c;
  return out;
}

base::Status check_value(const XmlElement& signature, const XmlElement& info,
                         const std::vector<crypto::PublicKey>& keys) {
  const XmlElement* canonical = info.one(kDsigUri, "CanonicalizationMethod");
  if (!canonical || canonical->attribute("Algorithm") != kExclusive)
    return wrong("its canonicalisation is not the exclusive one");
  const XmlElement* method = info.one(kDsigUri, "SignatureMethod");
  auto algorithm = method ? value_of(kSignatureMethods, method->attribute("Algorithm")) : std::nullopt;
  const XmlElement* value = signature.one(kDsigUri, "SignatureValue");
  auto bytes = value ? base::unbase64(without_space(value->text())) : std::nullopt;
  if (!algorithm || !bytes) return wrong("its method is neither RSA nor ECDSA with SHA-256 or better");
  std::string text = canonical_xml(info, nullptr, prefix_list(*canonical));
  bool is_valid = std::any_of(keys.begin(), keys.end(), [&](const crypto::PublicKey& key) {
    return key.verify(*algorithm, text, *bytes);
  });
  if (!is_valid) return wrong("none of the keys that are trusted has made it");
  return {};
}

}  // namespace

bool has_duplicate_ids(const XmlElement& root) {
  std::set<std::string> seen;
  return !collect_ids(root, seen);
}

bool is_signed(const XmlElement& element) {
  return !element.all(kDsigUri, "Signature").empty();
}

Result<XmlElement> read_signed(const XmlElement& element, const std::vector<crypto::PublicKey>& keys) {
  const XmlElement* signature = element.one(kDsigUri, "Signature");
  const XmlElement* info = signature ? signature->one(kDsigUri, "SignedInfo") : nullptr;
  if (!info) return wrong("there is not exactly one");
  TRY(check_value(*signature, *info, keys));
  return parse_xml(TRY(check_reference(element, *signature, *info)));
}

}  // namespace identity

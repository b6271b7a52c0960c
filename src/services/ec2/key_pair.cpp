#include "services/ec2/key_pair.h"

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/key.h"
#include "crypto/ssh_key.h"

namespace account::ec2 {
namespace {

constexpr std::string_view kEd25519 = "ssh-ed25519";
// The name of the type and the key, each behind its length (RFC 8709, section 4).
constexpr size_t kEd25519Bytes = 4 + 11 + 4 + 32;
// What stands before the PKCS #1 key in PKCS #8, where the lengths take two bytes (RFC 5208).
constexpr size_t kWrapping = 26;
constexpr size_t kLine = 64;

std::string in_pairs(std::string_view bytes) {
  std::string hex = base::hex(bytes), out;
  for (size_t i = 0; i < hex.size(); i += 2) out += (i > 0 ? ":" : "") + hex.substr(i, 2);
  return out;
}

// The bytes of a PEM text.
std::string der_of(std::string_view pem) {
  std::string text;
  for (std::string_view line : base::split(pem, '\n'))
    if (!line.starts_with("-----")) text += base::trim(line);
  return base::unbase64(text).value_or("");
}

std::string to_pem(std::string_view label, std::string_view der) {
  std::string text = base::base64(der);
  std::string pem = fmt::format("-----BEGIN {}-----\n", label);
  for (size_t at = 0; at < text.size(); at += kLine) pem += text.substr(at, kLine) + "\n";
  return pem + fmt::format("-----END {}-----", label);
}

}  // namespace

base::Result<PublicKeyText> read_public_key(std::string_view text) {
  text = base::trim(text);
  if (text.starts_with(kEd25519)) {
    auto parts = base::split(text, ' ');
    auto bytes = parts.size() >= 2 ? base::unbase64(parts[1]) : std::nullopt;
    if (!bytes || bytes->size() != kEd25519Bytes || bytes->substr(4, kEd25519.size()) != kEd25519)
      return base::fail(base::ErrorKind::invalid, "not `ssh-ed25519` and a key in base64");
    return PublicKeyText{"ed25519", fmt::format("{} {}", kEd25519, parts[1]),
                         base::base64(crypto::sha256(*bytes))};
  }
  crypto::PublicKey key = TRY(crypto::read_ssh_key(text));
  return PublicKeyText{"rsa", crypto::to_openssh(key),
                       in_pairs(crypto::digest(crypto::Digest::md5, der_of(key.to_pem())))};
}

base::Result<MadeKey> make_rsa_key() {
  crypto::PrivateKey key = TRY(crypto::PrivateKey::generate(crypto::Algorithm::rs256));
  std::string der = der_of(key.to_pem().reveal());
  return MadeKey{base::Secret(to_pem("RSA PRIVATE KEY", std::string_view(der).substr(kWrapping))),
                 crypto::to_openssh(key.public_key()), in_pairs(crypto::digest(crypto::Digest::sha1, der))};
}

}  // namespace account::ec2

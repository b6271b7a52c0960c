#include "crypto/ssh_key.h"

#include <optional>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace crypto {
namespace {

using base::ErrorKind;
using base::Result;

constexpr std::string_view kType = "ssh-rsa";

// RFC 4251 section 5: a length in four bytes, then as many bytes.
std::optional<std::string_view> take_string(std::string_view& bytes) {
  if (bytes.size() < 4) return std::nullopt;
  size_t size = 0;
  for (size_t i = 0; i < 4; ++i) size = size << 8 | static_cast<unsigned char>(bytes[i]);
  if (bytes.size() - 4 < size) return std::nullopt;
  std::string_view taken = bytes.substr(4, size);
  bytes.remove_prefix(4 + size);
  return taken;
}

std::string write_string(std::string_view bytes) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(bytes.size() >> shift);
  return out + std::string(bytes);
}

// A positive number: a zero byte stands before one whose first bit is set.
std::string write_number(std::string_view bytes) {
  bool high = !bytes.empty() && (static_cast<unsigned char>(bytes[0]) & 0x80) != 0;
  return write_string(high ? std::string(1, '\0') + std::string(bytes) : std::string(bytes));
}

std::string_view without_zeros(std::string_view number) {
  while (!number.empty() && number[0] == '\0') number.remove_prefix(1);
  return number;
}

std::string key_bytes(const PublicKey& key) {
  json::Value jwk = key.to_jwk();
  std::string e = *base::unbase64url(jwk.string_or("e", ""));
  std::string n = *base::unbase64url(jwk.string_or("n", ""));
  return write_string(kType) + write_number(e) + write_number(n);
}

Result<PublicKey> from_bytes(std::string_view bytes) {
  auto type = take_string(bytes);
  auto e = take_string(bytes);
  auto n = take_string(bytes);
  if (type != kType || !e || !n || !bytes.empty())
    return base::fail(ErrorKind::invalid, "not an RSA key in the form of OpenSSH");
  return PublicKey::from_jwk(json::Object{
      {"kty", "RSA"}, {"n", base::base64url(without_zeros(*n))}, {"e", base::base64url(without_zeros(*e))}});
}

}  // namespace

Result<PublicKey> read_ssh_key(std::string_view text) {
  text = base::trim(text);
  if (text.starts_with("-----BEGIN")) {
    PublicKey key = TRY(PublicKey::from_pem(text));
    if (!key.fits(Algorithm::rs256)) return base::fail(ErrorKind::invalid, "not an RSA key");
    return key;
  }
  auto parts = base::split(text, ' ');
  auto bytes = parts.size() >= 2 && parts[0] == kType ? base::unbase64(parts[1]) : std::nullopt;
  if (!bytes) return base::fail(ErrorKind::invalid, "not `ssh-rsa` and a key in base64");
  return from_bytes(*bytes);
}

std::string to_openssh(const PublicKey& rsa_key) {
  return fmt::format("{} {}", kType, base::base64(key_bytes(rsa_key)));
}

std::string ssh_fingerprint(const PublicKey& rsa_key) {
  std::string hex = base::hex(digest(Digest::md5, key_bytes(rsa_key)));
  std::string text;
  for (size_t i = 0; i < hex.size(); i += 2) text += (i > 0 ? ":" : "") + hex.substr(i, 2);
  return text;
}

}  // namespace crypto

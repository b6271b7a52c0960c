#include "crypto/certificate_check.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <vector>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/key_handle.h"

namespace crypto {
namespace {

using base::ErrorKind;
using base::Result;

int no_passphrase(char*, int, int, void*) {
  return -1;
}

// Every certificate of the text; empty where something else stands in it.
std::vector<OwnedX509> read_all(std::string_view pem) {
  constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----", kEnd = "-----END CERTIFICATE-----";
  std::vector<OwnedX509> all;
  for (pem = base::trim(pem); !pem.empty(); pem = base::trim(pem)) {
    size_t end = pem.find(kEnd);
    if (!pem.starts_with(kBegin) || end == std::string_view::npos) return {};
    std::string_view one = pem.substr(0, end + kEnd.size());
    pem.remove_prefix(one.size());
    OwnedBio bio(BIO_new_mem_buf(one.data(), static_cast<int>(one.size())));
    OwnedX509 certificate(bio ? PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr) : nullptr);
    if (!certificate) {
      ERR_clear_error();
      return {};
    }
    all.push_back(std::move(certificate));
  }
  return all;
}

Result<OwnedX509> read_one(std::string_view pem) {
  std::vector<OwnedX509> all = read_all(pem);
  if (all.size() != 1) return base::fail(ErrorKind::invalid, "not one certificate in PEM");
  return std::move(all[0]);
}

Result<base::Time> to_time(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1)
    return tl::unexpected(openssl_error("not a date of a certificate", ErrorKind::invalid));
  return base::from_seconds(timegm(&parts));
}

Result<std::string> to_der(X509* certificate) {
  unsigned char* der = nullptr;
  int size = i2d_X509(certificate, &der);
  if (size <= 0) return tl::unexpected(openssl_error("could not encode the certificate"));
  std::string bytes(reinterpret_cast<const char*>(der), static_cast<size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

bool is_signed_by(X509* certificate, X509* issuer) {
  bool named = X509_check_issued(issuer, certificate) == X509_V_OK;
  bool is = named && X509_verify(certificate, X509_get0_pubkey(issuer)) == 1;
  ERR_clear_error();
  return is;
}

}  // namespace

Result<CertificateFacts> certificate_facts(std::string_view pem) {
  OwnedX509 certificate = TRY(read_one(pem));
  CertificateFacts facts;
  facts.begins = TRY(to_time(X509_get0_notBefore(certificate.get())));
  facts.ends = TRY(to_time(X509_get0_notAfter(certificate.get())));
  facts.thumbprint = base::hex(digest(Digest::sha1, TRY(to_der(certificate.get()))));
  return facts;
}

Result<PublicKey> certificate_key(std::string_view pem) {
  OwnedX509 certificate = TRY(read_one(pem));
  const EVP_PKEY* key = X509_get0_pubkey(certificate.get());
  if (!key) return tl::unexpected(openssl_error("not a key of a certificate", ErrorKind::invalid));
  return public_key_of(key);
}

KeyMatch match_key(std::string_view certificate_pem, const base::Secret& key_pem) {
  auto certificate = read_one(certificate_pem);
  const std::string& text = key_pem.reveal();
  OwnedBio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  OwnedKey key(bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr) : nullptr);
  bool is_same = certificate && key && X509_check_private_key(certificate->get(), key.get()) == 1;
  ERR_clear_error();
  if (!certificate || !key) return KeyMatch::unreadable;
  return is_same ? KeyMatch::matches : KeyMatch::differs;
}

std::optional<int> broken_link(std::string_view leaf_pem, std::string_view chain_pem) {
  auto leaf = read_one(leaf_pem);
  std::vector<OwnedX509> chain = read_all(chain_pem);
  if (!leaf || chain.empty()) return -1;
  X509* below = leaf->get();
  for (size_t i = 0; i < chain.size(); ++i) {
    if (!is_signed_by(below, chain[i].get())) return static_cast<int>(i);
    below = chain[i].get();
  }
  return std::nullopt;
}

std::string certificate_pem(std::string_view base64) {
  std::string packed;
  for (char c : base64)
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n') packed += c;
  std::string pem = "-----BEGIN CERTIFICATE-----\n";
  for (size_t at = 0; at < packed.size(); at += 64) pem += packed.substr(at, 64) + "\n";
  return pem + "-----END CERTIFICATE-----\n";
}

}  // namespace crypto

#include "crypto/certificate.h"

#include <arpa/inet.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <functional>

#include "base/encoding.h"
#include "crypto/digest.h"
#include "crypto/key_handle.h"

namespace crypto {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

using OwnedExtension = Owned<X509_EXTENSION, X509_EXTENSION_free>;
using OwnedNames = Owned<GENERAL_NAMES, GENERAL_NAMES_free>;

constexpr const char* kOrganization = "Slipway";
constexpr auto kAuthorityLife = std::chrono::hours(24 * 3652);
constexpr auto kLeafLife = std::chrono::hours(24 * 397);  // what browsers accept at most
constexpr auto kClockSkew = std::chrono::minutes(5);      // a peer's clock may be behind ours

// Who signs: the authority itself (for its own certificate) or the authority of a server certificate.
struct Signer {
  const X509* certificate;
  EVP_PKEY* key;
};

base::Status check(bool done, std::string_view what) {
  if (done) return {};
  return tl::unexpected(openssl_error(what));
}

// RFC 5280 section 4.1.2.2: positive and at most 20 octets; random, so that two authorities never collide.
base::Status set_serial(X509* certificate) {
  OwnedBignum serial(BN_new());
  return check(serial && BN_rand(serial.get(), 159, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
                   BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate)) != nullptr,
               "could not make a serial number");
}

base::Status set_validity(X509* certificate, base::Time now, std::chrono::seconds life) {
  std::time_t begin = base::to_seconds(now - kClockSkew);
  std::time_t end = base::to_seconds(now + life);
  return check(ASN1_TIME_set(X509_getm_notBefore(certificate), begin) != nullptr &&
                   ASN1_TIME_set(X509_getm_notAfter(certificate), end) != nullptr,
               "could not set the validity of the certificate");
}

base::Status set_subject(X509* certificate, const Subject& subject) {
  X509_NAME* name = X509_get_subject_name(certificate);
  auto add = [&](const char* field, std::string_view value) {
    return X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, as_bytes(value),
                                      static_cast<int>(value.size()), -1, 0) == 1;
  };
  bool added = true;
  for (const std::string& organization : subject.organizations) added = added && add("O", organization);
  return check(added && add("CN", subject.common_name), "could not set the subject of the certificate");
}

base::Status add_extension(X509* certificate, const X509* issuer, int nid, const char* value) {
  X509V3_CTX context;
  // The function only reads the issuer, but has no const in its type.
  X509V3_set_ctx(&context, const_cast<X509*>(issuer), certificate, nullptr, nullptr, 0);
  OwnedExtension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
  return check(extension && X509_add_ext(certificate, extension.get(), -1) == 1,
               "could not add an extension to the certificate");
}

// A DNS name or an IP address, as a subject alternative name (RFC 5280 section 4.2.1.6).
Result<GENERAL_NAME*> alternative_name(const std::string& name) {
  std::array<unsigned char, 16> address;
  int size = inet_pton(AF_INET, name.c_str(), address.data()) == 1    ? 4
             : inet_pton(AF_INET6, name.c_str(), address.data()) == 1 ? 16
                                                                      : 0;
  bool is_address = size > 0;
  constexpr std::string_view kHostCharacters = "abcdefghijklmnopqrstuvwxyz0123456789-._*";
  if (!is_address && (name.empty() || name.find_first_not_of(kHostCharacters) != std::string::npos)) {
    return fail(ErrorKind::invalid, "`{}` is neither a lower-case DNS name nor an IP address", name);
  }
  Owned<ASN1_STRING, ASN1_STRING_free> value(is_address ? ASN1_OCTET_STRING_new() : ASN1_IA5STRING_new());
  Owned<GENERAL_NAME, GENERAL_NAME_free> made(GENERAL_NAME_new());
  const void* bytes = is_address ? static_cast<const void*>(address.data()) : name.data();
  if (!value || !made ||
      ASN1_STRING_set(value.get(), bytes, is_address ? size : static_cast<int>(name.size())) != 1) {
    return tl::unexpected(openssl_error("could not name the certificate"));
  }
  GENERAL_NAME_set0_value(made.get(), is_address ? GEN_IPADD : GEN_DNS, value.release());
  return made.release();
}

base::Status add_alternative_names(X509* certificate, const std::vector<std::string>& names) {
  OwnedNames list(GENERAL_NAMES_new());
  for (const std::string& name : names) {
    GENERAL_NAME* one = TRY(alternative_name(name));
    TRY(check(list && sk_GENERAL_NAME_push(list.get(), one) > 0, "could not name the certificate"));
  }
  return check(X509_add1_ext_i2d(certificate, NID_subject_alt_name, list.get(), 0, 0) == 1,
               "could not name the certificate");
}

// The part that both kinds of certificate share. Its subject key id must be there before the authority key id
// of a self-signed one can be taken from it.
Result<OwnedX509> begin_certificate(EVP_PKEY* key, const Subject& subject, base::Time now,
                                    std::chrono::seconds life) {
  OwnedX509 certificate(X509_new());
  TRY(check(certificate && X509_set_version(certificate.get(), X509_VERSION_3) == 1 &&
                X509_set_pubkey(certificate.get(), key) == 1,
            "could not begin a certificate"));
  TRY(set_serial(certificate.get()));
  TRY(set_validity(certificate.get(), now, life));
  TRY(set_subject(certificate.get(), subject));
  TRY(add_extension(certificate.get(), nullptr, NID_subject_key_identifier, "hash"));
  return certificate;
}

Result<std::string> sign_certificate(X509* certificate, const Signer& signer) {
  TRY(check(X509_set_issuer_name(certificate, X509_get_subject_name(signer.certificate)) == 1,
            "could not name the issuer"));
  TRY(add_extension(certificate, signer.certificate, NID_authority_key_identifier, "keyid:always"));
  TRY(check(X509_sign(certificate, signer.key, EVP_sha256()) > 0, "could not sign the certificate"));
  OwnedBio bio(BIO_new(BIO_s_mem()));
  TRY(check(bio && PEM_write_bio_X509(bio.get(), certificate) == 1, "could not write the certificate"));
  char* text = nullptr;
  long size = BIO_get_mem_data(bio.get(), &text);
  return std::string(text, static_cast<size_t>(size));
}

// The first certificate of a PEM text.
Result<OwnedX509> read_certificate(std::string_view pem) {
  OwnedBio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  OwnedX509 certificate(bio ? PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr) : nullptr);
  if (!certificate) return tl::unexpected(openssl_error("not a certificate in PEM", ErrorKind::invalid));
  return certificate;
}

Result<Credential> issue_leaf(const Credential& authority, const Subject& subject, base::Time now,
                              const char* use, const std::function<base::Status(X509*)>& add_more) {
  OwnedX509 issuer = TRY(read_certificate(authority.certificate_pem));
  PrivateKey issuer_key = TRY(PrivateKey::from_pem(authority.key_pem));
  PrivateKey key = TRY(PrivateKey::generate(Algorithm::es256));
  OwnedX509 certificate = TRY(begin_certificate(key.handle().key.get(), subject, now, kLeafLife));
  TRY(add_extension(certificate.get(), nullptr, NID_basic_constraints, "critical,CA:FALSE"));
  TRY(add_extension(certificate.get(), nullptr, NID_key_usage, "critical,digitalSignature"));
  TRY(add_extension(certificate.get(), nullptr, NID_ext_key_usage, use));
  TRY(add_more(certificate.get()));
  std::string pem = TRY(sign_certificate(certificate.get(), {issuer.get(), issuer_key.handle().key.get()}));
  return Credential{pem + authority.certificate_pem, key.to_pem()};
}

}  // namespace

Result<Credential> make_authority(std::string_view common_name, base::Time now) {
  PrivateKey key = TRY(PrivateKey::generate(Algorithm::es256));
  EVP_PKEY* handle = key.handle().key.get();
  OwnedX509 certificate =
      TRY(begin_certificate(handle, {std::string(common_name), {kOrganization}}, now, kAuthorityLife));
  TRY(add_extension(certificate.get(), nullptr, NID_basic_constraints, "critical,CA:TRUE"));
  TRY(add_extension(certificate.get(), nullptr, NID_key_usage, "critical,keyCertSign,cRLSign"));
  std::string pem = TRY(sign_certificate(certificate.get(), {certificate.get(), handle}));
  return Credential{std::move(pem), key.to_pem()};
}

Result<Credential> issue_certificate(const Credential& authority, const std::vector<std::string>& names,
                                     base::Time now, bool also_client) {
  if (names.empty()) return fail(ErrorKind::invalid, "a server certificate needs at least one name");
  // Clients look at the alternative names only (RFC 9525); a common name has 64 characters at most.
  Subject subject{names[0].substr(0, 64), {kOrganization}};
  return issue_leaf(authority, subject, now, also_client ? "serverAuth,clientAuth" : "serverAuth",
                    [&](X509* certificate) { return add_alternative_names(certificate, names); });
}

Result<Credential> issue_client_certificate(const Credential& authority, const Subject& subject,
                                            base::Time now) {
  return issue_leaf(authority, subject, now, "clientAuth", [](X509*) { return base::Status(); });
}

Result<base::Time> expiry(std::string_view certificate_pem) {
  OwnedX509 certificate = TRY(read_certificate(certificate_pem));
  std::tm end{};
  TRY(check(ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &end) == 1,
            "could not read the validity of the certificate"));
  return base::from_seconds(timegm(&end));
}

Result<std::string> thumbprint(std::string_view certificate_pem) {
  OwnedX509 certificate = TRY(read_certificate(certificate_pem));
  unsigned char* der = nullptr;
  int size = i2d_X509(certificate.get(), &der);
  if (size <= 0) return tl::unexpected(openssl_error("could not encode the certificate"));
  std::string bytes(reinterpret_cast<const char*>(der), static_cast<size_t>(size));
  OPENSSL_free(der);
  return base::hex(digest(Digest::sha1, bytes));
}

}  // namespace crypto

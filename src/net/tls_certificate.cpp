#include "net/tls_certificate.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include "net/tls_stream.h"

namespace net {
namespace {

using base::ErrorKind;
using base::fail;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

Bio memory(const std::string& text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free};
}

// No passphrase: without this, OpenSSL would ask for one on the terminal.
int no_passphrase(char*, int, int, void*) {
  return 0;
}

base::Status use_chain(SSL_CTX* context, const std::string& pem, std::string_view whose) {
  Bio bio = memory(pem);
  Certificate leaf(PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr), X509_free);
  if (!leaf || SSL_CTX_use_certificate(context, leaf.get()) != 1)
    return fail(ErrorKind::invalid, "{} certificate cannot be read: {}", whose, openssl_reason());
  while (X509* issuer = PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr)) {
    SSL_CTX_add0_chain_cert(context, issuer);
  }
  ERR_clear_error();  // the end of the text is reported as an error
  return {};
}

base::Status use_key(SSL_CTX* context, const base::Secret& pem, std::string_view whose) {
  Bio bio = memory(pem.reveal());
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr), EVP_PKEY_free);
  if (!key) return fail(ErrorKind::invalid, "{} key cannot be read: {}", whose, openssl_reason());
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1 || SSL_CTX_check_private_key(context) != 1)
    return fail(ErrorKind::invalid, "{} key does not belong to its certificate: {}", whose, openssl_reason());
  return {};
}

}  // namespace

base::Status use_certificate(SSL_CTX* context, const std::string& chain_pem, const base::Secret& key_pem,
                             std::string_view whose) {
  TRY(use_chain(context, chain_pem, whose));
  return use_key(context, key_pem, whose);
}

}  // namespace net

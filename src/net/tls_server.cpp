#include <openssl/err.h>
#include <openssl/pem.h>

#include "net/tls.h"
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

base::Status use_chain(SSL_CTX* context, const std::string& pem) {
  Bio bio = memory(pem);
  Certificate leaf(PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr), X509_free);
  if (!leaf || SSL_CTX_use_certificate(context, leaf.get()) != 1)
    return fail(ErrorKind::invalid, "the server's certificate cannot be read: {}", openssl_reason());
  while (X509* issuer = PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr)) {
    SSL_CTX_add0_chain_cert(context, issuer);
  }
  ERR_clear_error();  // the end of the text is reported as an error
  return {};
}

base::Status use_key(SSL_CTX* context, const base::Secret& pem) {
  Bio bio = memory(pem.reveal());
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr), EVP_PKEY_free);
  if (!key) return fail(ErrorKind::invalid, "the server's key cannot be read: {}", openssl_reason());
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1 || SSL_CTX_check_private_key(context) != 1)
    return fail(ErrorKind::invalid, "the server's key does not belong to its certificate: {}",
                openssl_reason());
  return {};
}

}  // namespace

base::Result<TlsServerContext> TlsServerContext::make(const std::string& certificate_pem,
                                                      const base::Secret& key_pem) {
  SslContext context = make_context(TLS_server_method());
  if (!context) return fail(ErrorKind::io, "cannot set up TLS: {}", openssl_reason());
  TRY(use_chain(context.get(), certificate_pem));
  TRY(use_key(context.get(), key_pem));
  return TlsServerContext(std::move(context));
}

base::Result<std::unique_ptr<Stream>> TlsServerContext::accept(Socket& socket,
                                                               const base::Deadline& deadline) const {
  auto stream = std::make_unique<TlsStream>(*context_, socket);
  SSL_set_accept_state(stream->ssl());
  TRY(stream->handshake(deadline));
  return stream;
}

}  // namespace net

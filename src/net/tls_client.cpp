#include "net/tls_client.h"

// Whom a client believes: a chain to a trusted root, or a chain whose topmost certificate has a given thumbprint.
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "net/address.h"
#include "net/tls_certificate.h"
#include "net/tls_stream.h"

namespace net {
namespace {

using base::ErrorKind;
using base::fail;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Store = std::unique_ptr<X509_STORE, decltype(&X509_STORE_free)>;
using StoreContext = std::unique_ptr<X509_STORE_CTX, decltype(&X509_STORE_CTX_free)>;

std::string to_pem(X509* certificate) {
  Bio bio(BIO_new(BIO_s_mem()), BIO_free);
  char* text = nullptr;
  if (!bio || PEM_write_bio_X509(bio.get(), certificate) != 1) return "";
  long size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<size_t>(size)};
}

std::string sha1_of(X509* certificate) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  if (X509_digest(certificate, EVP_sha1(), digest, &size) != 1) return "";
  return base::hex({reinterpret_cast<const char*>(digest), size});
}

base::Status add_authorities(X509_STORE* store, const std::string& pem) {
  Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  int count = 0;
  while (X509* certificate = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) {
    X509_STORE_add_cert(store, certificate);
    X509_free(certificate);
    ++count;
  }
  ERR_clear_error();  // the end of the text is reported as an error
  if (count == 0) return fail(ErrorKind::invalid, "a trusted authority's certificate cannot be read");
  return {};
}

// What one handshake verifies and finds out.
struct Verification {
  const TlsTrust& trust;
  std::vector<std::string>& presented;
};

// Verifies the chain again with its own topmost certificate as the anchor. OpenSSL then checks all that it
// always does: signatures, validity, extensions, and the host name of the handshake's own parameters.
bool verify_up_to(X509* anchor, X509_STORE_CTX* handshake) {
  Store store(X509_STORE_new(), X509_STORE_free);
  StoreContext context(X509_STORE_CTX_new(), X509_STORE_CTX_free);
  if (!store || !context || X509_STORE_add_cert(store.get(), anchor) != 1) return false;
  if (X509_STORE_CTX_init(context.get(), store.get(), X509_STORE_CTX_get0_cert(handshake),
                          X509_STORE_CTX_get0_untrusted(handshake)) != 1)
    return false;
  X509_VERIFY_PARAM* parameters = X509_STORE_CTX_get0_param(context.get());
  if (X509_VERIFY_PARAM_set1(parameters, X509_STORE_CTX_get0_param(handshake)) != 1) return false;
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN);
  bool verified = X509_verify_cert(context.get()) == 1;
  X509_STORE_CTX_set_error(handshake, X509_STORE_CTX_get_error(context.get()));
  return verified;
}

int verify(X509_STORE_CTX* context, void*) {
  auto* ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(context, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto& verification = *static_cast<Verification*>(SSL_get_app_data(ssl));
  STACK_OF(X509)* chain = X509_STORE_CTX_get0_untrusted(context);
  int count = std::max(0, sk_X509_num(chain));
  for (int i = 0; i < count; ++i) verification.presented.push_back(to_pem(sk_X509_value(chain, i)));

  if (X509_verify_cert(context) == 1) return 1;
  if (verification.trust.thumbprints.empty() || count == 0) return 0;
  X509* topmost = sk_X509_value(chain, count - 1);
  std::string thumbprint = sha1_of(topmost);
  bool is_known =
      std::any_of(verification.trust.thumbprints.begin(), verification.trust.thumbprints.end(),
                  [&](const std::string& known) { return base::equal_ignoring_case(known, thumbprint); });
  return is_known && verify_up_to(topmost, context) ? 1 : 0;
}

bool set_host(SSL* ssl, const std::string& host) {
  X509_VERIFY_PARAM* parameters = SSL_get0_param(ssl);
  if (socket_address(host, 0)) return X509_VERIFY_PARAM_set1_ip_asc(parameters, host.c_str()) == 1;
  X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  // SNI carries names only (RFC 6066 section 3).
  return X509_VERIFY_PARAM_set1_host(parameters, host.c_str(), host.size()) == 1 &&
         SSL_set_tlsext_host_name(ssl, host.c_str()) == 1;
}

}  // namespace

base::Result<TlsClientContext> TlsClientContext::make(TlsTrust trust, const TlsIdentity& identity) {
  SslContext context = make_context(TLS_client_method());
  if (!context) return fail(ErrorKind::io, "cannot set up TLS: {}", openssl_reason());
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_cert_verify_callback(context.get(), verify, nullptr);
  if (trust.system_roots) SSL_CTX_set_default_verify_paths(context.get());
  for (const std::string& pem : trust.authorities_pem)
    TRY(add_authorities(SSL_CTX_get_cert_store(context.get()), pem));
  if (!identity.certificate_pem.empty())
    TRY(use_certificate(context.get(), identity.certificate_pem, identity.key_pem, "the client's"));
  return TlsClientContext(std::move(context), std::move(trust));
}

base::Result<std::unique_ptr<Stream>> TlsClientContext::connect(Socket& socket, const std::string& host,
                                                                std::vector<std::string>& presented,
                                                                const base::Deadline& deadline) const {
  auto stream = std::make_unique<TlsStream>(*context_, socket);
  SSL* ssl = stream->ssl();
  presented.clear();
  Verification verification{trust_, presented};
  SSL_set_app_data(ssl, &verification);
  SSL_set_connect_state(ssl);
  if (!set_host(ssl, host)) return fail(ErrorKind::invalid, "`{}` cannot be verified by TLS", host);
  base::Status done = stream->handshake(deadline);
  SSL_set_app_data(ssl, nullptr);
  if (done) return stream;
  if (long why = SSL_get_verify_result(ssl); why != X509_V_OK)
    return fail(ErrorKind::unavailable, "the certificate of `{}` is not trusted: {}", host,
                X509_verify_cert_error_string(why));
  return tl::unexpected(done.error());
}

}  // namespace net

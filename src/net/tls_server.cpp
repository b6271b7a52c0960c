#include "net/tls_server.h"

#include "net/tls_certificate.h"
#include "net/tls_stream.h"

namespace net {

using base::ErrorKind;
using base::fail;

base::Result<TlsServerContext> TlsServerContext::make(const std::string& certificate_pem,
                                                      const base::Secret& key_pem) {
  SslContext context = make_context(TLS_server_method());
  if (!context) return fail(ErrorKind::io, "cannot set up TLS: {}", openssl_reason());
  TRY(use_certificate(context.get(), certificate_pem, key_pem, "the server's"));
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

// The server's side of TLS 1.2 and 1.3, by OpenSSL.
#pragma once

#include <memory>
#include <string>

#include "base/secret.h"
#include "net/stream.h"

struct ssl_ctx_st;

namespace net {

// The server's certificate and key. Immutable; shared between connections.
class TlsServerContext {
 public:
  // invalid: the chain or the key cannot be read, or they do not belong together.
  static base::Result<TlsServerContext> make(const std::string& certificate_pem, const base::Secret& key_pem);

  // Runs the handshake. `socket` outlives the stream.
  base::Result<std::unique_ptr<Stream>> accept(Socket& socket, const base::Deadline& deadline) const;

 private:
  explicit TlsServerContext(std::shared_ptr<ssl_ctx_st> context) : context_(std::move(context)) {}
  std::shared_ptr<ssl_ctx_st> context_;
};

}  // namespace net

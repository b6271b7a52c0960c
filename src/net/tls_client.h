// The client's side of TLS 1.2 and 1.3, by OpenSSL.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "net/stream.h"
#include "net/tls_trust.h"

struct ssl_ctx_st;

namespace net {

// What a client trusts, and what it shows of itself.
class TlsClientContext {
 public:
  // invalid: an authority, the certificate or its key cannot be read.
  static base::Result<TlsClientContext> make(TlsTrust trust, const TlsIdentity& identity);

  // Runs the handshake and verifies that the peer is `host` (a name, or an IP address as its certificate
  // would have it). `presented` gets the chain that the peer sent, PEM, leaf first, also if it is refused.
  base::Result<std::unique_ptr<Stream>> connect(Socket& socket, const std::string& host,
                                                std::vector<std::string>& presented,
                                                const base::Deadline& deadline) const;

 private:
  TlsClientContext(std::shared_ptr<ssl_ctx_st> context, TlsTrust trust)
      : context_(std::move(context)), trust_(std::move(trust)) {}
  std::shared_ptr<ssl_ctx_st> context_;
  TlsTrust trust_;
};

}  // namespace net

// An HTTP/1.1 server. One port speaks both http and https: a connection that begins with a TLS handshake gets TLS.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/deadline.h"
#include "base/result.h"
#include "base/secret.h"
#include "net/http.h"

namespace net {

struct ServerOptions {
  struct Listen {
    std::string address = "127.0.0.1";
    uint16_t port = 0;  // 0: any free one; after the first address: the port of the first
    bool may_not_exist =
        false;  // bind also while no interface has the address yet (a bridge that comes later)
  };
  std::vector<Listen> listen = {{}};
  // TLS: PEM of the chain and its key; empty: plain http only. SNI is not consulted.
  std::string certificate_pem;
  base::Secret key_pem;

  // Beyond: accepted when one ends, and one that waits for its peer is ended for it (net/admission.h). Less
  // if the process may not open so many files: half of its descriptors are kept for what answering needs.
  size_t max_connections = 512;
  size_t max_connections_per_peer = 0;  // by address; 0: three quarters of all, so that others find room
  size_t stack_bytes = 1 << 20;         // of a connection's thread, on which the handler runs
  size_t max_header_bytes = 64 << 10;   // beyond: 431
  BodyLimits body{5 << 20, std::chrono::seconds(5), 1000, std::chrono::seconds(60)};  // of whoever sends it
  BodyLimits known_body;  // of a sender that the handler trusts (BodyReader::trust_sender)
  BodyLimits answer;      // how slowly a peer may take one; max_bytes does not count
  // Beside those of RFC 9110: headers that mean nothing when they are sent twice, refused with 400.
  std::vector<std::string> single_headers;
  std::chrono::milliseconds header_timeout{10'000};  // from a request's first byte to the end of its headers
  std::chrono::milliseconds body_timeout{30'000};    // for each read of a body and each write of an answer
  std::chrono::milliseconds idle_timeout{60'000};    // between requests
};

// Called on a thread of the connection, many at a time. The answer to a malformed request is the server's
// own. A body that the handler leaves unread is drained if it is small; else the connection is closed.
using Handler = std::function<Response(Request&)>;

class Server {
 public:
  // Errors: ErrorKind::conflict if a port is taken (the message names it), invalid for a bad certificate.
  static base::Result<std::unique_ptr<Server>> start(ServerOptions options, Handler handler);
  virtual ~Server() = default;  // stops

  virtual uint16_t port() const = 0;  // of the first address
  // Stops accepting, requests the stop token of running requests and lets them finish until the deadline, then breaks
  // their connections and waits until their handlers have returned. A stream ends, cut short, before its next piece.
  virtual void stop(const base::Deadline& deadline) = 0;
};

}  // namespace net

// An HTTP/1.1 client of one server: one connection, kept alive between requests. Follows no redirects, uses
// no proxy. For many calls at once, or of many servers, see net/network_transport.h.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/deadline.h"
#include "base/result.h"
#include "net/http.h"
#include "net/remote.h"
#include "net/transport.h"

namespace net {

struct ClientOptions : Remote {
  // Asked for each resolved address before connecting to it (and only then: what was checked is what is used).
  std::function<bool(const std::string& address)> allow_address = nullptr;
  size_t max_header_bytes = 64 << 10;
  size_t max_body_bytes = 64 << 20;
};

class Client {
 public:
  static std::unique_ptr<Client> make(ClientOptions options);
  virtual ~Client() = default;

  // Connects if there is no connection, sends, and reads the whole answer. An idle connection that the server
  // has closed is replaced once, unless the method is one that a second time may do more (RFC 9110 section
  // 9.2.2). Errors are those of NoAnswer. `target` is path and query; Host and Content-Length are added.
  virtual base::Result<ClientResponse> send(std::string_view method, std::string_view target,
                                            const Headers& headers, std::string_view body,
                                            const base::Deadline& deadline) = 0;

  // PEM of the certificates that the server presented in the last handshake, leaf first. Empty without TLS.
  virtual std::vector<std::string> presented_chain() const = 0;
};

}  // namespace net

// An HTTP/1.1 client: one connection per Client, kept alive between requests. Follows no redirects, uses no proxy.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/deadline.h"
#include "base/result.h"
#include "base/secret.h"
#include "net/http.h"

namespace net {

struct Url {
  bool tls = false;
  std::string host;  // lower case; without brackets for IPv6
  uint16_t port = 0;
  std::string target = "/";  // path and query

  static base::Result<Url> parse(std::string_view text);  // http and https only; no user info, no fragment
  std::string host_header() const;                        // with the port unless it is the scheme's own
};

struct TlsTrust {
  bool system_roots = true;
  std::vector<std::string> authorities_pem;
  // SHA-1 thumbprints (40 hex): the chain is also trusted if its topmost certificate has one of these,
  // provided that the chain is well-formed up to it and the host name fits. Source: IAM User Guide, "Obtain
  // the thumbprint".
  std::vector<std::string> thumbprints;
};

// What a client shows of itself when the server asks for a certificate.
struct TlsIdentity {
  std::string certificate_pem;  // leaf first; empty: nothing is shown
  base::Secret key_pem;
};

struct ClientOptions {
  Url url;  // scheme, host and port count
  // Where to connect instead of the address that the name resolves to; the name stays in Host, SNI and the
  // verification.
  std::optional<std::string> connect_address;
  std::optional<uint16_t> connect_port;
  // Asked for each resolved address before connecting to it (and only then: what was checked is what is used).
  std::function<bool(const std::string& address)> allow_address;
  TlsTrust trust;
  TlsIdentity identity;
  std::string tls_server_name;  // in SNI and the verification instead of the URL's host; empty: that host
  size_t max_header_bytes = 64 << 10;
  size_t max_body_bytes = 64 << 20;
};

struct ClientResponse {
  int status = 0;
  Headers headers;
  std::string body;
};

class Client {
 public:
  static std::unique_ptr<Client> make(ClientOptions options);
  virtual ~Client() = default;

  // Connects if there is no connection, sends, and reads the whole answer. An idle connection that the server
  // has closed is replaced once. ErrorKind::unavailable: could not connect, TLS refused or broken off;
  // timeout; invalid: not HTTP. `target` is path and query; Host and Content-Length are added.
  virtual base::Result<ClientResponse> send(std::string_view method, std::string_view target,
                                            const Headers& headers, std::string_view body,
                                            const base::Deadline& deadline) = 0;

  // PEM of the certificates that the server presented in the last handshake, leaf first. Empty without TLS.
  virtual std::vector<std::string> presented_chain() const = 0;
};

// True for addresses on the public internet: not loopback, private, link-local, multicast, unspecified,
// reserved, nor an IPv6 form of one of these.
bool is_global_address(const std::string& address);

}  // namespace net

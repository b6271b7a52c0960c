// A server as its clients know it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "net/tls_trust.h"
#include "net/url.h"

namespace net {

// Two requests may share a connection if these are equal.
struct Remote {
  Url url;  // scheme, host and port count
  // Where to connect instead of the address that the name resolves to; the name stays in Host, SNI and the
  // verification.
  std::optional<std::string> connect_address;
  std::optional<uint16_t> connect_port;
  TlsTrust trust;
  TlsIdentity identity;
  std::string tls_server_name;  // in SNI and the verification instead of the URL's host; empty: that host

  bool operator==(const Remote&) const = default;
};

}  // namespace net

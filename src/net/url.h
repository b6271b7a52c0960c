// Where something is on the web (RFC 3986), as far as http and https go.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace net {

struct Url {
  bool tls = false;
  std::string host;  // lower case; without brackets for IPv6
  uint16_t port = 0;
  std::string target = "/";  // path and query

  static base::Result<Url> parse(std::string_view text);  // http and https only; no user info, no fragment
  std::string host_header() const;                        // with the port unless it is the scheme's own
  bool operator==(const Url&) const = default;
};

}  // namespace net

#include "net/url.h"

#include <algorithm>

#include "base/text.h"
#include "net/address.h"

namespace net {
namespace {

using base::ErrorKind;
using base::fail;

bool is_name(std::string_view host) {  // a DNS name, with the underscores that some have
  auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  };
  return !host.empty() && host.size() <= 253 && host.front() != '.' &&
         std::all_of(host.begin(), host.end(), fits);
}

}  // namespace

base::Result<Url> Url::parse(std::string_view text) {
  auto wrong = [&](std::string_view why) {
    return fail(ErrorKind::invalid, "`{}` is not a URL that can be used: {}", text, why);
  };
  Url url;
  size_t scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos) return wrong("it does not begin with http:// or https://");
  std::string scheme = base::lower(text.substr(0, scheme_end));
  if (scheme != "http" && scheme != "https") return wrong("only http and https are known");
  url.tls = scheme == "https";

  std::string_view rest = text.substr(scheme_end + 3);
  bool is_printable = std::all_of(rest.begin(), rest.end(), [](char c) { return c > ' ' && c < 0x7f; });
  if (!is_printable) return wrong("it has a character that must be percent-encoded");
  if (rest.find('#') != std::string_view::npos) return wrong("a fragment has no meaning here");
  size_t authority_end = std::min(rest.find_first_of("/?"), rest.size());
  std::string_view authority = rest.substr(0, authority_end);
  if (authority.find('@') != std::string_view::npos) return wrong("it names a user, which is not supported");
  if (authority_end < rest.size()) url.target = rest.substr(authority_end);
  if (url.target.front() == '?') url.target.insert(0, "/");

  std::string_view port;
  if (authority.starts_with('[')) {
    size_t close = authority.find(']');
    if (close == std::string_view::npos) return wrong("`[` is not closed");
    url.host = base::lower(authority.substr(1, close - 1));
    auto address = socket_address(url.host, 0);
    if (!address || address->ss_family != AF_INET6) return wrong("no IPv6 address stands in the brackets");
    port = authority.substr(close + 1);
    if (!port.empty() && port.front() != ':') return wrong("something follows the brackets");
  } else {
    size_t colon = std::min(authority.find(':'), authority.size());
    url.host = base::lower(authority.substr(0, colon));
    if (!is_name(url.host)) return wrong("its host is not a name");
    port = authority.substr(colon);
  }
  url.port = url.tls ? 443 : 80;
  if (port.size() > 1) {
    auto number = base::parse_int(port.substr(1));
    if (!number || *number < 1 || *number > 65535) return wrong("its port is not between 1 and 65535");
    url.port = static_cast<uint16_t>(*number);
  }
  return url;
}

std::string Url::host_header() const {
  std::string name = host.find(':') != std::string::npos ? "[" + host + "]" : host;
  return port == (tls ? 443 : 80) ? name : fmt::format("{}:{}", name, port);
}

}  // namespace net

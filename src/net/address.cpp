#include "net/address.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <span>

namespace net {
namespace {

using Bytes = std::span<const uint8_t>;

struct Prefix {
  const char* text;
  int bits;
};

// IANA IPv4 Special-Purpose Address Registry (RFC 6890 and later), whatever is not globally reachable, and
// multicast (RFC 5771). 192.0.0.0/24 is refused as a whole: its two global anycast addresses serve nobody here.
constexpr std::array kNotGlobal4 = {
    Prefix{"0.0.0.0", 8},      Prefix{"10.0.0.0", 8},     Prefix{"100.64.0.0", 10},
    Prefix{"127.0.0.0", 8},    Prefix{"169.254.0.0", 16}, Prefix{"172.16.0.0", 12},
    Prefix{"192.0.0.0", 24},   Prefix{"192.0.2.0", 24},   Prefix{"192.88.99.0", 24},
    Prefix{"192.168.0.0", 16}, Prefix{"198.18.0.0", 15},  Prefix{"198.51.100.0", 24},
    Prefix{"203.0.113.0", 24}, Prefix{"224.0.0.0", 4},    Prefix{"240.0.0.0", 4},
};

// IANA IPv6 Special-Purpose Address Registry, inside the only block that is given out at all, 2000::/3.
constexpr std::array kNotGlobal6 = {
    Prefix{"2001::", 23},      // protocol assignments, with Teredo, benchmarking and ORCHID
    Prefix{"2001:db8::", 32},  // documentation
    Prefix{"3fff::", 20},      // documentation (RFC 9637)
};

bool has_prefix(Bytes address, int family, const Prefix& prefix) {
  std::array<uint8_t, 16> start{};
  inet_pton(family, prefix.text, start.data());
  int whole = prefix.bits / 8;
  int rest = prefix.bits % 8;
  if (!std::equal(start.begin(), start.begin() + whole, address.begin())) return false;
  return rest == 0 || (start[whole] ^ address[whole]) >> (8 - rest) == 0;
}

bool is_global4(Bytes address) {
  return std::none_of(kNotGlobal4.begin(), kNotGlobal4.end(),
                      [&](const Prefix& prefix) { return has_prefix(address, AF_INET, prefix); });
}

// Forms that carry an IPv4 address lead to it, so they are as global as that.
bool is_global6(Bytes address) {
  if (has_prefix(address, AF_INET6, {"::ffff:0:0", 96})) return is_global4(address.subspan(12));  // mapped
  if (has_prefix(address, AF_INET6, {"64:ff9b::", 96})) return is_global4(address.subspan(12));   // NAT64
  if (has_prefix(address, AF_INET6, {"2002::", 16})) return is_global4(address.subspan(2));       // 6to4
  if (!has_prefix(address, AF_INET6, {"2000::", 3})) return false;
  return std::none_of(kNotGlobal6.begin(), kNotGlobal6.end(),
                      [&](const Prefix& prefix) { return has_prefix(address, AF_INET6, prefix); });
}

}  // namespace

bool is_global_address(const std::string& address) {
  std::array<uint8_t, 16> bytes{};
  if (inet_pton(AF_INET, address.c_str(), bytes.data()) == 1) return is_global4(Bytes(bytes).first(4));
  if (inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1) return is_global6(bytes);
  return false;  // a scoped address too: it is link-local
}

std::optional<sockaddr_storage> socket_address(const std::string& address, uint16_t port) {
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (address.empty() || getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &found) != 0)
    return std::nullopt;
  std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, freeaddrinfo);
  sockaddr_storage out{};
  std::memcpy(&out, found->ai_addr, found->ai_addrlen);
  return out;
}

socklen_t address_size(const sockaddr_storage& address) {
  return address.ss_family == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
}

std::string address_text(const sockaddr_storage& address) {
  std::array<char, NI_MAXHOST> text{};
  int failed = getnameinfo(reinterpret_cast<const sockaddr*>(&address), address_size(address), text.data(),
                           text.size(), nullptr, 0, NI_NUMERICHOST);
  return failed != 0 ? "" : text.data();
}

uint16_t port_of(const sockaddr_storage& address) {
  // sin_port and sin6_port stand at the same place.
  return ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
}

}  // namespace net
